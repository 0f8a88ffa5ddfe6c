const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }
const DAY_MS = 86_400_000

/**
 * The time (milliseconds since 1970) that is meant by a local time of day, `12:41` or `12:41:03`, the last one that has
 * been, to the end of its second; or by how long ago it is, `5m`, `-90s`, `1h 10m`. Undefined for anything else.
 */
export function parseMoment(text: string, nowMs: number): number | undefined {
  const clock = /^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$/.exec(text)
  if (clock !== null) {
    const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? '0'].map(Number)
    if (hours === undefined || minutes === undefined || seconds === undefined) return undefined
    if (hours > 23 || minutes > 59 || seconds > 59) return undefined
    const atMs = new Date(nowMs).setHours(hours, minutes, seconds, 999)
    if (atMs - 999 > nowMs) return atMs - DAY_MS
    return Math.min(atMs, nowMs)
  }
  if (!/^\s*-?\s*(\d{1,6}\s*[hms]\s*)+(ago\s*)?$/.test(text)) return undefined
  let ago = 0
  for (const [, amount, unit = ''] of text.matchAll(/(\d+)\s*([hms])/g)) ago += Number(amount) * (UNITS_MS[unit] ?? 0)
  return nowMs - ago
}
