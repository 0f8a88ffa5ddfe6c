import type { Eased } from '../model/scan-pace.ts'

/** From here on there is room for what was wanted beside what is. */
const ROOMY_WIDTH = 90

/**
 * That scans take so long that they are further apart than somebody wants; nothing while they are not.
 *
 * @param width of the screen
 */
export function easedText(eased: Eased | undefined, wantedMs: number, width: number): string[] {
  if (eased === undefined) return []
  const now = `scans take ${scanTime(eased.scanMs)}: every ${intervalText(eased.everyMs)}`
  return [width < ROOMY_WIDTH ? now : `${now} instead of ${intervalText(wantedMs)}`]
}

/** `5 s`, `0.5 s`, `2 min`: as people choose intervals. */
function intervalText(ms: number): string {
  return ms >= 120_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`
}

/** `0.34 s`, `3.2 s`, `14 s`: two digits are enough of what varies. */
function scanTime(ms: number): string {
  const seconds = ms / 1000
  return `${seconds.toFixed(seconds < 0.995 ? 2 : seconds < 9.95 ? 1 : 0)} s`
}
