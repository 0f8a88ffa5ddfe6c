/**
 * Numbers as people read them: at most three significant digits, K M G T of 1024 as in htop, and widths that do not
 * jump. Unknown is the caller's to show.
 */

const SUFFIXES = ['B', 'K', 'M', 'G', 'T', 'P', 'E'] as const

/** `0`, `512B`, `9.9M`, `99M`, `999M`, `1.0G`: four cells at most. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 0.5) return '0'
  const sign = bytes < 0 ? '-' : ''
  let value = Math.abs(bytes)
  let unit = 0
  // From 999.5 on a number would round to four digits: it moves up, and 1000K reads 1.0M.
  while (value >= 999.5 && unit < SUFFIXES.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value))
  return `${sign}${digits}${SUFFIXES[unit]}`
}

/** `+6.7M`, `-1.2G`: with its sign; `0` for nothing. */
export function formatChange(bytes: number): string {
  return bytes >= 0.5 ? `+${formatBytes(bytes)}` : formatBytes(bytes)
}

/** As {@link formatChange}, but `+0` for nothing: among sums a difference always has its sign. */
export function formatDifference(bytes: number): string {
  return Math.abs(bytes) < 0.5 ? '+0' : formatChange(bytes)
}

/** A percentage in at most four cells: `0.0`, `9.4`, `99.9`, `100`, `1600`. */
export function formatPct(pct: number): string {
  return pct < 99.95 ? pct.toFixed(1) : String(Math.round(pct))
}

/** Whole percent: `22%`. */
export function formatWholePct(pct: number): string {
  return `${Math.round(pct)}%`
}

/** `1,204`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** The count in full where it takes at most `width` cells (four or more), else as `12k`, `4.2m`: thousands, not 1024. */
export function formatShortCount(count: number, width: number): string {
  const full = String(count)
  if (full.length <= width) return full
  let value = count
  let unit = -1
  while (value >= 999.5) {
    value /= 1000
    unit++
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${'kmgtpe'.charAt(unit)}`
}

/** CPU time as top writes it: `0:42.17`, from a hundred minutes `142:07`, from a hundred hours `104h07`, from ten thousand `416d16`. */
export function formatCpuTime(ms: number): string {
  const hundredths = Math.floor(ms / 10)
  const seconds = Math.floor(hundredths / 100)
  const minutes = Math.floor(seconds / 60)
  const two = (n: number): string => String(n).padStart(2, '0')
  if (minutes < 100) return `${minutes}:${two(seconds % 60)}.${two(hundredths % 100)}`
  if (minutes < 6000) return `${minutes}:${two(seconds % 60)}`
  const hours = Math.floor(minutes / 60)
  return hours < 10_000 ? `${hours}h${two(minutes % 60)}` : `${Math.floor(hours / 24)}d${two(hours % 24)}`
}

/** A span as people say it, two units at most: `45s`, `12m 05s`, `3h 42m`, `3d 04h`. */
export function formatSpan(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (n: number): string => String(n).padStart(2, '0')
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two(Math.floor(seconds / 60) % 60)}m`
  return `${Math.floor(seconds / 86_400)}d ${two(Math.floor(seconds / 3600) % 24)}h`
}

const MINUTE_MS = 60_000

/** How long something will last, which nobody knows to the second: `36s`, `12m`, `2h 10m`. */
export function formatTimeLeft(ms: number): string {
  return formatSpan(ms < MINUTE_MS ? ms : Math.round(ms / MINUTE_MS) * MINUTE_MS).replace(/m 00s$/, 'm')
}

/** An uptime as in top's first line: `3d 04:12`, `04:12`. */
export function formatUptime(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const hours = String(Math.floor(seconds / 3600) % 24).padStart(2, '0')
  const minutes = String(Math.floor(seconds / 60) % 60).padStart(2, '0')
  return days > 0 ? `${days}d ${hours}:${minutes}` : `${hours}:${minutes}`
}

/** Local time of day, `12:56:08`. */
export function formatClock(atMs: number): string {
  const at = new Date(atMs)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** `2025-11-22`, the day in local time. */
export function formatDay(atMs: number): string {
  const at = new Date(atMs)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Seconds, as JSON and CSV have times, for milliseconds; unknown stays so. */
export function secondsOf(ms: number): number
export function secondsOf(ms: number | undefined): number | undefined
export function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000
}
