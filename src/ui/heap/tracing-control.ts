import type { TracingOptions } from '../../runtime/allocations.ts'
import type { KeptSnapshots } from './kept-snapshots.ts'
import type { PageContext } from './page.ts'
import { tracingMenu } from './tracing-menu.ts'

/** Whether it is traced is asked so seldom, where nothing was done. */
const LOOK_MS = 5000

/** Begins and ends tracing in a program, and knows whether it is on. */
export class TracingControl {
  readonly #context: PageContext
  readonly #kept: KeptSnapshots
  #lookedAtMs = Number.NEGATIVE_INFINITY

  constructor(context: PageContext, kept: KeptSnapshots) {
    this.#context = context
    this.#kept = kept
  }

  renew(): void {
    if (performance.now() - this.#lookedAtMs > LOOK_MS) void this.look()
  }

  /** Asks whether it is traced, which does nothing to it. */
  async look(): Promise<void> {
    const { live, changed } = this.#context
    this.#lookedAtMs = performance.now()
    if (live.refusal('allocations') !== undefined) return
    const question = { ability: 'stats', what: 'whether it is traced', quiet: true } as const
    const answer = await live.ask(question, session => session.tracing?.())
    if (answer === undefined) return
    this.#kept.tracing = answer.value
    changed()
  }

  /** Whether a snapshot may be asked for; where it is not traced yet, it is asked how it is to be. */
  async isOnOrAsks(): Promise<boolean> {
    const { live, open } = this.#context
    const can = live.beyond('allocations')
    // Why it cannot be is told by whoever asks for the snapshot.
    if (can === undefined || live.session === undefined || live.ended !== undefined) return true
    if (this.#kept.tracing === undefined) await this.look()
    // Some tell only those whom they may trace for; and where something is waited for, that is said instead of asking.
    if (this.#kept.tracing?.on === true || live.isBusy) return true
    open(tracingMenu(live.whom, live.detection.runtime, can, options => void this.#start(options)))
    return false
  }

  async stop(): Promise<void> {
    const { live, say } = this.#context
    if (this.#kept.tracing?.on !== true) {
      say('nothing is traced')
      return
    }
    const question = { ability: 'allocations', what: 'tracing to end' } as const
    const answer = await live.ask(question, session => session.stopTracing?.().then(() => true))
    if (answer === undefined) return
    this.#kept.tracing = undefined
    await this.look()
    say('allocations are not traced any more')
  }

  async #start(options: TracingOptions): Promise<void> {
    const { live, say } = this.#context
    live.agreeTo('allocations')
    const question = { ability: 'allocations', what: 'tracing to begin' } as const
    const answer = await live.ask(question, session => session.startTracing?.(options).then(() => true))
    if (answer === undefined) return
    const unknown = { frames: options.frames, tracedBytes: undefined, peakBytes: undefined, overheadBytes: undefined }
    this.#kept.tracing = { on: true, ours: true, ...unknown }
    await this.look()
    say('allocations are traced from now on: s takes a snapshot')
  }
}
