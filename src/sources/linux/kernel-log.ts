import { closeSync, readSync } from 'node:fs'
import type { OomKill } from '../../model/sample.ts'
import { parseKilled, parseLogRecords, parseReachedGroup } from '../../procfs/kmsg.ts'
import { Slices } from '../slices.ts'
import { openPrompt } from './kept-file.ts'

/** The longest record: PRINTKRB_RECORD_MAX and CONSOLE_EXT_LOG_MAX of kernel/printk are half of it at the most. */
const RECORD_BYTES = 16 * 1024
/** So many records are read at once: a log of 64 MB has no more. */
const MOST_RECORDS = 500_000
const MOST_KEPT = 100
/** The kernel counts first and writes then: mostly microseconds later, to a slow console far longer. */
const WRITTEN_MS = 100

/**
 * Whom the kernel killed for lack of memory, by its own log. That is read only when its counter has risen, for a record
 * costs 6 µs, and the first time all that are kept have to be gone through. No read waits for a record to come. Where the
 * log may not be read (`kernel.dmesg_restrict`, a container) nothing is known.
 */
export class KernelLog {
  readonly #path: string
  readonly #now: () => number
  readonly #buffer = Buffer.allocUnsafe(RECORD_BYTES)
  #fd: number | undefined
  /** What the counter was at first, and when it was looked at last. */
  #counter: { readonly first: number; last: number } | undefined
  /** When it was seen to rise, as long as that has not been followed up. */
  #roseAtMs: number | undefined
  /** All that the log has told of, also from before the first look. */
  #all: OomKill[] = []
  #kills: readonly OomKill[] = []
  /** Groups whose limit was reached, by the process that was about to be killed. */
  #groups = new Map<number, string>()
  #isReading = false
  #closed = false

  /** @param now monotonic milliseconds */
  constructor(path: string, now: () => number) {
    this.#path = path
    this.#now = now
  }

  /**
   * Those since the first look: what was killed before is not told. Undefined while there is no need to know, and where the
   * log may not be read.
   */
  get kills(): readonly OomKill[] | undefined {
    return this.#fd === undefined ? undefined : this.#kills
  }

  /**
   * Reads what the log has to say, at the next call after this counter of kills has risen. A few milliseconds of that are
   * over when this returns, which is all there is of most logs; the promise resolves after the rest.
   */
  see(counter: number | undefined): Promise<void> | undefined {
    if (counter === undefined || this.#closed) return undefined
    this.#counter ??= { first: counter, last: counter }
    if (counter !== this.#counter.last) {
      this.#counter.last = counter
      this.#roseAtMs ??= this.#now()
      this.#open()
    }
    if (this.#isReading || this.#roseAtMs === undefined || this.#now() - this.#roseAtMs < WRITTEN_MS) return undefined
    this.#roseAtMs = undefined
    this.#isReading = true
    return this.#follow(counter - this.#counter.first).finally(() => {
      this.#isReading = false
    })
  }

  close(): void {
    this.#closed = true
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  /** @param count how many of those that the log tells of are from after the first look: the last ones */
  async #follow(count: number): Promise<void> {
    await this.#read()
    this.#kills = count > 0 ? this.#all.slice(-count) : []
  }

  async #read(): Promise<void> {
    const slices = new Slices()
    for (let records = 0; records < MOST_RECORDS && !this.#closed; records++) {
      const text = this.#next()
      if (text === undefined) return
      this.#take(text)
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
  }

  #open(): void {
    if (this.#fd !== undefined) return
    try {
      this.#fd = openPrompt(this.#path)
    } catch (error) {
      if (!isOfSystem(error)) throw error
    }
  }

  /** The next record, or of a file all of it; undefined where there is none. */
  #next(): string | undefined {
    if (this.#fd === undefined) return undefined
    try {
      const length = readSync(this.#fd, this.#buffer, 0, RECORD_BYTES, null)
      return length === 0 ? undefined : this.#buffer.toString('latin1', 0, length)
    } catch (error) {
      // EPIPE: the one that was to come next has been overwritten; the read after it goes on with the oldest. EAGAIN is the
      // end for now, and any other is the end, too.
      if (!isOfSystem(error)) throw error
      return error.code === 'EPIPE' ? '' : undefined
    }
  }

  #take(text: string): void {
    for (const record of parseLogRecords(text)) {
      const reached = parseReachedGroup(record)
      if (reached !== undefined) this.#groups.set(reached.pid, reached.group)
      const killed = parseKilled(record)
      if (killed === undefined) continue
      this.#all.push({ ...killed, record: record.number, group: this.#groups.get(killed.pid) })
      this.#groups.delete(killed.pid)
    }
    if (this.#all.length > MOST_KEPT) this.#all = this.#all.slice(-MOST_KEPT)
  }
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
