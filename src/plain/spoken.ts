/** Figures as one says them: the same digits as everywhere, the units as words. */
import { formatBytes } from '../model/units.ts'

const BYTE_UNITS: Readonly<Record<string, string>> = {
  B: 'byte',
  K: 'kilobyte',
  M: 'megabyte',
  G: 'gigabyte',
  T: 'terabyte',
  P: 'petabyte',
  E: 'exabyte',
}

/** `212M` → `212 megabytes`, `+6.7M` → `+6.7 megabytes`, `0` → `0 bytes`; what is no such amount stays as it is. */
export function spokenBytes(text: string): string {
  const [, number, suffix] = /^([+-]?[\d.]+)([BKMGTPE]?)$/.exec(text) ?? []
  if (number === undefined) return text
  return `${number} ${plural(BYTE_UNITS[suffix || 'B'] ?? 'byte', number)}`
}

/** `1.2M/s` → `1.2 megabytes a second`. */
export function spokenRate(text: string): string {
  return `${spokenBytes(text.replace(/\/s$/, ''))} a second`
}

/** `2.3 of 24 gigabytes`; both units where they are not the same. */
export function spokenPart(bytes: number, ofBytes: number): string {
  const [part, whole] = [formatBytes(bytes), formatBytes(ofBytes)]
  return part.at(-1) === whole.at(-1) && part !== '0'
    ? `${part.slice(0, -1)} of ${spokenBytes(whole)}`
    : `${spokenBytes(part)} of ${spokenBytes(whole)}`
}

/** `22 percent`; `unknown` where it is. */
export function spokenPct(pct: number | undefined): string {
  return pct === undefined ? 'unknown' : `${Math.round(pct)} percent`
}

/** A span in its two largest units: `12 minutes 5 seconds`, `3 days 4 hours`. */
export function spokenSpan(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const parts: readonly (readonly [count: number, unit: string])[] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  const told = parts.slice(first < 0 ? 3 : first).slice(0, 2)
  return told
    .filter(([count], i) => count > 0 || i === 0)
    .map(([count, unit]) => `${count} ${plural(unit, String(count))}`)
    .join(' ')
}

/** How long or how often something is, which may be less than a second: `0.3 seconds`, `1 second`, `2 minutes`. */
export function spokenInterval(ms: number): string {
  if (ms >= 60_000) return spokenSpan(ms)
  const seconds = String(Number((ms / 1000).toPrecision(2)))
  return `${seconds} ${plural('second', seconds)}`
}

/** `1 zombie`, `3 zombies`. */
export function plural(word: string, count: string): string {
  return count === '1' ? word : `${word}s`
}
