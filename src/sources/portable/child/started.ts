/**
 * When processes started, as systeminformation words it.
 */

const FORM = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/

/**
 * Wall clock, milliseconds since 1970, of "YYYY-MM-DD HH:MM:SS". From ps(1) the library gets an age and makes of it a local time by
 * the clock's offset of now, whatever held then; reckoned back by the same offset, no change of summer time is in the way.
 *
 * @param offsetMinutes what Date.getTimezoneOffset() says of now: UTC minus local time
 * @returns undefined for what has another form
 */
export function startedByAge(text: string, offsetMinutes: number): number | undefined {
  const [, day, time] = FORM.exec(text) ?? []
  return day === undefined ? undefined : finite(Date.parse(`${day}T${time}Z`) + offsetMinutes * 60_000)
}

/** The same where it is the local time of then, as Windows words it: in the hour that a clock is set back it may be an hour off. */
export function startedByLocalTime(text: string): number | undefined {
  const [, day, time] = FORM.exec(text) ?? []
  return day === undefined ? undefined : finite(Date.parse(`${day}T${time}`))
}

function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined
}
