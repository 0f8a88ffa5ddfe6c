/** `/proc/uptime`, proc_uptime(5). */
import { decimal, wordsOf } from './lines.ts'

export interface Uptime {
  /** Seconds since boot, the time spent in suspend included. */
  readonly uptimeSec: number
  /** Seconds that all processors together were idle: may be a multiple of the uptime. */
  readonly idleSec: number
}

export function parseUptime(text: string): Uptime | undefined {
  const [uptimeSec, idleSec] = wordsOf(text).map(decimal)
  return uptimeSec === undefined || idleSec === undefined ? undefined : { uptimeSec, idleSec }
}
