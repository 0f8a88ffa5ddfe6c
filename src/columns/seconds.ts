/** Milliseconds as CSV and JSON have times: in seconds. */
export function seconds(ms: number): number {
  return ms / 1000
}
