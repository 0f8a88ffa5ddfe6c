/** What is told differs by system: each mapping takes the one that its answer is from. */
export type Platform = NodeJS.Platform

/** A figure as the libraries give it, where it can be one: `NaN` and null are what they could not read. */
export function figure(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** A figure of which the libraries say 0 where they know none, and which is never really 0. */
export function amount(value: number | null | undefined): number | undefined {
  return figure(value) || undefined
}
