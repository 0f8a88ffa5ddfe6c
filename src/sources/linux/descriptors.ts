import { closeSync } from 'node:fs'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'
import { openPrompt } from './kept-file.ts'

/** So many may be kept though they are read seldom, if that is no more than half of what may be kept at all: 35 MB. */
const AMPLE = 6000
/** So many beyond that they are given up again. */
const TOO_MANY = 500

/**
 * So many more are kept at one scan, or one for so many processes: each costs the kernel new memory, and of thousands of
 * processes most of the files that the first scan opens are not those which are kept in the end.
 */
const KEPT_AT_ONCE = 1000
const ONE_OF = 5

/**
 * Descriptors of processes' files, as many of them kept open as may be. When none is left for something else in this
 * process, half of them are given up.
 */
export class Descriptors {
  readonly #giveUp: (many: number) => void
  #most: number
  #kept = 0
  /** How many more may be kept at this scan. */
  #left = KEPT_AT_ONCE

  /**
   * @param most how many may be kept
   * @param giveUp drops so many of those that are kept
   */
  constructor(most: number, giveUp: (many: number) => void) {
    this.#most = most
    this.#giveUp = giveUp
  }

  /** Whether no more may be kept at this scan. */
  get full(): boolean {
    return this.#kept >= this.#most || this.#left <= 0
  }

  /** Whether there are enough for what is read seldom, and whether that has to give way to what is read each time. */
  get ample(): boolean {
    return this.#kept < Math.min(AMPLE, this.#most / 2)
  }

  get scarce(): boolean {
    return this.#kept > Math.min(AMPLE, this.#most / 2) + TOO_MANY
  }

  /** @param known processes that are known by now */
  beginScan(known: number): void {
    this.#left = Math.max(KEPT_AT_ONCE, known / ONE_OF)
  }

  /** Opens a file, to be kept or shut; undefined when it is gone or denied (hidepid, or another's entry). */
  open(path: string): number | undefined {
    try {
      return this.make(() => openPrompt(path))
    } catch (error) {
      if (isGone(error) || isDenied(error)) return undefined
      throw error
    }
  }

  /** Closes what was not kept. */
  shut(fd: number): void {
    closeSync(fd)
  }

  /** Keeps a descriptor, or shuts it where there are enough for now; whether it is kept. */
  keep(fd: number): boolean {
    if (this.full) {
      this.shut(fd)
      return false
    }
    this.#kept++
    this.#left--
    return true
  }

  /** Closes what was kept. */
  drop(fd: number): void {
    this.#kept--
    this.shut(fd)
  }

  /** Does something that needs a descriptor, if need be one of those that are kept. */
  make<T>(open: () => T): T {
    try {
      return open()
    } catch (error) {
      if (!isOutOfDescriptors(error) || this.#kept === 0) throw error
    }
    // Something else in this process needs descriptors too: keep fewer from now on.
    this.#most = Math.floor(this.#kept / 2)
    this.#giveUp(this.#kept - this.#most)
    return this.make(open)
  }
}
