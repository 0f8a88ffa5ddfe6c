import { closeSync } from 'node:fs'
import { parsePidSchedstat } from '../../procfs/pid-schedstat.ts'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'
import { openPrompt, readPrompt } from './kept-file.ts'

/** The scheduler's account of this process's first thread, which is the one that all scripts run on. */
const OWN_SCHEDULE = '/proc/self/schedstat'

/**
 * Processor time of all threads of this process but the main one: the pool's, in which the kernel walks through others'
 * memory for us, and with them V8's helpers. How long a read took says little of that: on a main thread that scans, its
 * answer waits for its turn ten times as long as it was worked on.
 */
export class PoolTime {
  readonly #buffer = Buffer.allocUnsafe(64)
  #fd: number | undefined

  /** Milliseconds so far. Where the kernel keeps no schedules the main thread's time is in it: rather too much. */
  spentMs(): number {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000 - this.#mainMs()
  }

  close(): void {
    if (this.#fd !== undefined && this.#fd >= 0) closeSync(this.#fd)
    this.#fd = undefined
  }

  #mainMs(): number {
    this.#fd ??= open()
    return this.#fd < 0 ? 0 : (parsePidSchedstat(this.#buffer, readPrompt(this.#fd, this.#buffer, 0, 0)) ?? 0)
  }
}

/** -1 where it cannot be opened, which is not tried again. */
function open(): number {
  try {
    return openPrompt(OWN_SCHEDULE)
  } catch (error) {
    if (isGone(error) || isDenied(error) || isOutOfDescriptors(error)) return -1
    throw error
  }
}
