/**
 * How long a process has run, in whole seconds, as ps(1) of POSIX writes it: `[[dd-]hh:]mm:ss`. Undefined for anything
 * else.
 */
export function parseElapsed(text: string): number | undefined {
  const [, days = 0, hours = 0, minutes, seconds] = /^(?:(?:(\d{1,9})-)?(\d{1,2}):)?(\d{1,2}):(\d{2})$/.exec(text) ?? []
  if (minutes === undefined || seconds === undefined) return undefined
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
}
