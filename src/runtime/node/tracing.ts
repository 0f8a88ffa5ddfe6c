/** Allocations of a Node, by V8's sampler: of its main thread and of its workers. */
import type { AllocationSnapshot, Trace, Tracing, TracingOptions } from '../allocations.ts'
import { NoAnswer } from '../session.ts'
import { Attached, CALL_MS, COLLECTING_MS, valuesOf } from './attached.ts'
import { cover, uncover } from './coverage.ts'
import type { GuardOptions } from './guard/guard.ts'
import { parseProfile, type SamplingProfile, tracesOf } from './profile.ts'
import { objectOf, type Protocol } from './protocol.ts'
import { USUAL_EVERY_BYTES } from './sampled-count.ts'
import type { Worker, Workers } from './workers.ts'

export interface Traced {
  readonly attached: Attached
  readonly workers: Workers
  readonly version: string
  /** Of guards in worker threads. */
  readonly options: GuardOptions
  /** Whether it may be made to run without its optimised code. */
  readonly canCover: boolean
}

/** What goes on, and who began it. */
interface Going {
  readonly ours: boolean
  readonly exact: boolean
  readonly sinceMs: number
  readonly everyBytes: number
  readonly frames: number
}

/** As V8 says that it does not go on. */
const NOT_STARTED = /not started/
/** V8 keeps no more. */
const MOST_FRAMES = 128
const OFF = 'allocations are not traced'
const CAVEAT =
  'of optimised code V8 counts what a function allocates for the one that it was inlined into, and what is allocated together by the first of it: bytes may be missing'

/**
 * V8 has one sampler for each thread, whoever asks for it. One that is on already is read, and never stopped: V8 stops it with
 * the client that started it, so in the main thread nothing outlives our connection. In worker threads guards see to that.
 */
export class NodeTracing {
  readonly #traced: Traced
  #going: Going | undefined
  /** Worker threads: each resolves once it is sampled, or will not be. */
  readonly #threads = new Map<Worker, Promise<void>>()
  /** Their guards. */
  readonly #guards = new Map<Worker, Attached>()
  #leaveWorkers: (() => void) | undefined

  constructor(traced: Traced) {
    this.#traced = traced
  }

  /** How often is sampled, where that is our own doing. */
  get ownEveryBytes(): number | undefined {
    return this.#going?.ours === true ? this.#going.everyBytes : undefined
  }

  /** Whether the program runs without its optimised code. */
  get isExact(): boolean {
    return this.#going?.exact === true
  }

  /** Whether it may be made to, for a moment. */
  get canCover(): boolean {
    return this.#traced.canCover
  }

  /** @throws {NoAnswer} */
  async tracing(): Promise<Tracing> {
    if (this.#going === undefined) {
      const profile = await profileIfOn(this.#traced.attached.protocol)
      if (profile !== undefined) this.#join(profile, MOST_FRAMES)
    }
    const going = this.#going
    const unknown = { tracedBytes: undefined, peakBytes: undefined, overheadBytes: undefined }
    return { on: going !== undefined, ours: going?.ours === true, frames: going?.frames, ...unknown }
  }

  /** @throws {NoAnswer} */
  async start({ frames, everyBytes = USUAL_EVERY_BYTES, exact = true }: TracingOptions): Promise<void> {
    if (this.#going?.ours === true) throw new NoAnswer('allocations are traced already')
    const { attached, workers, canCover } = this.#traced
    const { protocol } = attached
    const going = { ours: true, exact: exact && canCover, sinceMs: Date.now(), everyBytes, frames }
    const before = this.#going
    this.#going = going
    try {
      const profile = await profileIfOn(protocol)
      if (profile !== undefined) return this.#join(profile, frames)
      if (going.exact) await cover(protocol)
      await startSampling(protocol, everyBytes)
      this.#leaveWorkers = await workers.use(worker => this.#threads.set(worker, this.#startIn(worker, going)))
      await Promise.all(this.#threads.values())
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      this.#going = before
      this.leave()
      // Whatever of it was done, in its order.
      for (const method of ['HeapProfiler.disable', 'Profiler.disable']) protocol.tell(method, {})
      throw error
    }
  }

  /** Another client has begun it. How often it samples shows in the samples: none stands for fewer bytes than that. */
  #join({ samples }: SamplingProfile, frames: number): void {
    const everyBytes = samples.reduce((least, { bytes }) => Math.min(least, bytes), Number.POSITIVE_INFINITY)
    const known = Number.isFinite(everyBytes) ? everyBytes : 1
    this.#going = { ours: false, exact: false, sinceMs: Date.now(), everyBytes: known, frames }
  }

  /** @throws {NoAnswer} */
  async stop(): Promise<void> {
    const going = this.#going
    const { protocol } = this.#traced.attached
    this.#going = undefined
    this.leave()
    // To disable it stops the sampler as stopSampling does, and collects nothing for a last answer.
    if (going?.ours === true) await protocol.call('HeapProfiler.disable', {}, CALL_MS)
    if (going?.exact === true) await uncover(protocol)
  }

  /** Parts from the threads: before the connection closes, for what is sent is done in its order. */
  leave(): void {
    for (const guard of this.#guards.values()) guard.tell('sampled', valuesOf(false))
    this.#guards.clear()
    this.#threads.clear()
    this.#leaveWorkers?.()
    this.#leaveWorkers = undefined
  }

  /** @throws {NoAnswer} */
  async snapshot(): Promise<AllocationSnapshot> {
    const going = this.#going
    if (going === undefined) throw new NoAnswer(OFF)
    const { everyBytes, frames, sinceMs, exact } = going
    const script = await this.#traced.attached.script()
    const traces = tracesOf(await this.profile(), frames, everyBytes, script)
    for (const [worker, started] of this.#threads) {
      await started
      const more = await tracesIn(worker, this.#guards.get(worker), going)
      if (more === undefined) this.#forget(worker)
      for (const trace of more ?? []) traces.push(trace)
    }
    const { memory } = await this.#traced.attached.stats()
    return {
      runtime: 'node',
      version: this.#traced.version,
      atMs: Date.now(),
      tracedSinceMs: sinceMs,
      lines: 'function',
      sampledEveryBytes: everyBytes,
      traces,
      peakBytes: undefined,
      memory: { rssBytes: memory.rssBytes, heapUsedBytes: memory.heapUsedBytes, nativeBytes: memory.externalBytes },
      caveat: exact ? undefined : CAVEAT,
    }
  }

  /** What the main thread's sampler has now. @throws {NoAnswer} */
  async profile(): Promise<SamplingProfile> {
    const profile = this.#going && (await profileIfOn(this.#traced.attached.protocol))
    if (profile !== undefined) return profile
    const wasOn = this.#going !== undefined
    if (wasOn) await this.stop()
    throw new NoAnswer(wasOn ? 'another client of its inspector has stopped the tracing' : OFF)
  }

  /** Where a thread has ended, or does not come round to it, nothing comes of it. */
  async #startIn(worker: Worker, { everyBytes, exact }: Going): Promise<void> {
    const { protocol } = worker
    try {
      // Somebody else's is not begun again: it would be stopped with ours.
      if ((await profileIfOn(protocol)) !== undefined) return
      const guard = await Attached.bring(protocol, { ...this.#traced.options, closes: false, inWorker: true })
      this.#guards.set(worker, guard)
      await Promise.all([
        guard.ask('sampled', valuesOf(true)),
        exact ? cover(protocol) : undefined,
        startSampling(protocol, everyBytes),
      ])
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
    }
  }

  #forget(worker: Worker): void {
    this.#threads.delete(worker)
    this.#guards.delete(worker)
  }
}

async function startSampling(protocol: Protocol, samplingInterval: number): Promise<void> {
  await protocol.call('HeapProfiler.startSampling', { samplingInterval }, CALL_MS)
}

/** Undefined where it is off. Else all garbage is collected first, by V8 itself. */
async function profileIfOn(protocol: Protocol): Promise<SamplingProfile | undefined> {
  try {
    const { profile } = objectOf(await protocol.call('HeapProfiler.getSamplingProfile', {}, COLLECTING_MS))
    return parseProfile(profile)
  } catch (error) {
    if (error instanceof NoAnswer && NOT_STARTED.test(error.message)) return undefined
    throw error
  }
}

/** Undefined for a thread that has ended, or whose sampler is not on. */
async function tracesIn(
  { protocol }: Worker,
  guard: Attached | undefined,
  { frames, everyBytes }: Going,
): Promise<Trace[] | undefined> {
  try {
    const profile = await profileIfOn(protocol)
    return profile && tracesOf(profile, frames, everyBytes, (await guard?.script()) ?? '')
  } catch (error) {
    if (!(error instanceof NoAnswer) || protocol.isOpen) throw error
    return undefined
  }
}
