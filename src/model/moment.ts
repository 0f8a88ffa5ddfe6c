/** A moment that somebody wants to see: at a time (milliseconds since 1970), or so long before now. */
export type Wanted = { readonly atMs: number } | { readonly agoMs: number }

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }
/** By so much clocks are put back where summer ends. */
const PUT_BACK_MS = [3_600_000, 1_800_000]

/**
 * The moment that is meant by a local time of day, `12:41` or `12:41:03`, the last one that has been, to the end of its
 * second; or by how long ago it is, `5m`, `-90s`, `1h 10m ago`. Undefined for anything else.
 */
export function parseMoment(text: string, nowMs: number): Wanted | undefined {
  const clock = /^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$/.exec(text)
  if (clock !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = [clock[1], clock[2], clock[3] ?? '0'].map(Number)
    if (hours > 23 || minutes > 59 || seconds > 59) return undefined
    return { atMs: Math.min(lastTimeOf(hours, minutes, seconds, nowMs) + 999, nowMs) }
  }
  if (!/^\s*-?\s*(\d{1,6}\s*[hms]\s*)+(ago\s*)?$/.test(text)) return undefined
  let agoMs = 0
  for (const [, amount, unit = ''] of text.matchAll(/(\d+)\s*([hms])/g)) agoMs += Number(amount) * (UNITS_MS[unit] ?? 0)
  return { agoMs }
}

/** When the clock showed this last. */
function lastTimeOf(hours: number, minutes: number, seconds: number, nowMs: number): number {
  const at = new Date(nowMs)
  at.setHours(hours, minutes, seconds, 0)
  if (at.getTime() > nowMs) at.setDate(at.getDate() - 1)
  // In the night in which clocks are put back it has shown it twice, and the first time was taken.
  const again = PUT_BACK_MS.map(ms => new Date(at.getTime() + ms)).find(
    later => later.getTime() <= nowMs && later.getHours() === hours && later.getMinutes() === minutes,
  )
  return (again ?? at).getTime()
}
