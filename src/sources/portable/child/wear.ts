/**
 * What no library call can mend but another process: then this one asks to be replaced.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { isGone } from '../../errors.ts'
import type { Moment } from './clock.ts'

/** Node's own, of the libraries' programs, and a margin. */
const OTHERS = 128
/** Where the limit is not told: POSIX's least is 20, systems have 256 (macOS) and more. */
const UNKNOWN_LIMIT = 256

/** Of these files that may be open, how many pidusage may have. Reads `/proc/self/limits`. */
export function descriptorsForTimes(): number {
  const [, soft = ''] = /^Max open files +(\S+)/m.exec(readIfThere('/proc/self/limits') ?? '') ?? []
  const limit = soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft) || UNKNOWN_LIMIT
  return Math.max(0, limit - OTHERS)
}

export class Wear {
  readonly #start: Moment
  readonly #openFiles: () => number | undefined

  constructor(start: Moment, openFiles = countOpenFiles) {
    this.#start = start
    this.#openFiles = openFiles
  }

  /**
   * Whether it is time to be replaced. The libraries go by the wall clock: set back, what they keep for half a second or a minute
   * is kept until it has caught up. And of a process that ends between pidusage's opening and its first reading, the descriptor stays open.
   *
   * @param kept descriptors that pidusage may have open, by our account
   */
  isWorn({ wallMs, monotonicMs }: Moment, kept: number): boolean {
    const wentBackMs = monotonicMs - this.#start.monotonicMs - (wallMs - this.#start.wallMs)
    if (wentBackMs > 1_000) return true
    const open = this.#openFiles()
    return open !== undefined && open > kept + OTHERS
  }
}

/** Undefined where there is no `/proc`; there pidusage keeps none. */
function countOpenFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}
