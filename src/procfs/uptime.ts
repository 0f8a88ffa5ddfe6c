/** `/proc/uptime`, proc_uptime(5). */
import { decimal } from './lines.ts'

export interface Uptime {
  /** Seconds since boot, the time spent in suspend included. */
  readonly uptimeSec: number
  /** Seconds that all processors together were idle: may be a multiple of the uptime. */
  readonly idleSec: number
}

export function parseUptime(text: string): Uptime | undefined {
  const words = text.trim().split(' ')
  const uptimeSec = decimal(words[0])
  const idleSec = decimal(words[1])
  return uptimeSec === undefined || idleSec === undefined ? undefined : { uptimeSec, idleSec }
}
