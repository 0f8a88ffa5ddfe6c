/**
 * pidusage, and who may be asked of it.
 *
 * On Linux it keeps a descriptor for each pid until that pid has not been asked for `maxage`, and closes it up to half of
 * that later. While it is open, a pid that was handed out again answers nothing, and asking keeps it open. So whoever gave no
 * answer is left alone until the descriptor is gone for sure; and no more are asked than there are descriptors, counting
 * those of the dead. An answer is always of the process that was asked first: a descriptor never changes hands.
 */
import type { Usage } from 'pidusage'
import { type Moment, onMonotonicClock } from './clock.ts'

export interface CpuTime {
  readonly cpuMs: number
  readonly rssBytes: number
  /** Monotonic clock. */
  readonly readAtMs: number
  /** Wall clock; undefined where ages come in whole seconds only. */
  readonly startedAtMs: number | undefined
}

export type AskUsage = (pids: number[]) => Promise<Record<number, Usage | null | undefined>>

export interface CpuTimesOptions {
  readonly platform: NodeJS.Platform
  readonly ask: AskUsage
  readonly moment: () => Moment
  /** The `maxage` that {@link ask} hands on. */
  readonly maxAgeMs: number
  /** Descriptors that may be used. */
  readonly mostDescriptors: number
}

interface Asked {
  readonly atMs: number
  readonly answered: boolean
}

/** One command line holds so many (macOS), or one condition of a query (Windows, where each of them is a comparison). */
const CHUNK: Partial<Record<NodeJS.Platform, number>> = { darwin: 2_000, win32: 200 }

/** Where it knows nothing: its parser takes FreeBSD's and OpenBSD's times for hours, and looks for NetBSD's in a /proc. */
const CANNOT: ReadonlySet<NodeJS.Platform> = new Set(['freebsd', 'openbsd', 'netbsd'])

export class CpuTimes {
  readonly #options: CpuTimesOptions
  readonly #keepsDescriptors: boolean
  /** Those whose descriptors may be open, by pid. */
  readonly #asked = new Map<number, Asked>()

  constructor(options: CpuTimesOptions) {
    this.#options = options
    this.#keepsDescriptors = options.platform === 'linux' || options.platform === 'android'
  }

  /** How many descriptors pidusage may have open, at the most. */
  get descriptors(): number {
    return this.#asked.size
  }

  /** Of those processes of which it can be told. Never two at once. */
  async read(pids: readonly number[]): Promise<Map<number, CpuTime>> {
    const times = new Map<number, CpuTime>()
    if (CANNOT.has(this.#options.platform)) return times
    const asked = this.#allowed(pids)
    const chunk = CHUNK[this.#options.platform] ?? asked.length
    for (let at = 0; at < asked.length; at += chunk) await this.#readChunk(asked.slice(at, at + chunk), times)
    return times
  }

  async #readChunk(pids: number[], times: Map<number, CpuTime>): Promise<void> {
    const { ask, moment } = this.#options
    const before = moment()
    // Of a single pid, or on Windows of a chunk, it throws where none is there any more.
    const usages = await ask(pids).catch((): Awaited<ReturnType<AskUsage>> => ({}))
    const after = moment()
    for (const pid of pids) {
      const usage = usages[pid]
      const known = usage != null && Number.isFinite(usage.ctime)
      if (known) times.set(pid, this.#cpuTime(usage, before, after))
      if (this.#keepsDescriptors) this.#asked.set(pid, { atMs: after.monotonicMs, answered: known })
    }
  }

  #cpuTime({ ctime, memory, elapsed, timestamp }: Usage, before: Moment, after: Moment): CpuTime {
    const isExact = this.#options.platform !== 'darwin' && Number.isFinite(elapsed) && elapsed >= 0
    // On Linux ages are of the beginning of the call, on Windows of the time stamp.
    const aged = this.#keepsDescriptors ? before.wallMs : timestamp
    return {
      cpuMs: ctime,
      rssBytes: memory,
      readAtMs: onMonotonicClock(timestamp, before, after),
      startedAtMs: isExact ? aged - elapsed : undefined,
    }
  }

  #allowed(pids: readonly number[]): number[] {
    if (!this.#keepsDescriptors) return [...pids]
    const { maxAgeMs, mostDescriptors, moment } = this.#options
    const nowMs = moment().monotonicMs
    for (const [pid, { atMs }] of this.#asked) if (nowMs - atMs > maxAgeMs * CLOSED_AFTER) this.#asked.delete(pid)
    let free = mostDescriptors - this.#asked.size
    return pids.filter(pid => {
      const asked = this.#asked.get(pid)
      return asked === undefined ? free-- > 0 : asked.answered
    })
  }
}

/** It looks every half `maxage` for what is older than one; timers are late. */
const CLOSED_AFTER = 1.6
