/** A Node that is attached to: asked through its inspector, and left as it was found. */
import { setTimeout as after } from 'node:timers/promises'
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import type { AllocationSnapshot, CodePlace, HotLine, Tracing, TracingOptions } from '../allocations.ts'
import type { Abilities, Ability, Effect } from '../detection.ts'
import type { HeapFigures } from '../figures.ts'
import type { Holding } from '../holding.ts'
import {
  type Collected,
  type Collection,
  type Detached,
  type Dumped,
  type Duplicates,
  type HeapSession,
  NoAnswer,
  type ThreadStack,
  type Types,
} from '../session.ts'
import { abilitiesInside, notAgreed } from './abilities.ts'
import type { Attached } from './attached.ts'
import { Collections, collectGarbage } from './collections.ts'
import type { GuardOptions } from './guard/guard.ts'
import type { HeapDumps } from './heap-dumps.ts'
import type { Interrupts } from './interrupts.ts'
import { findLines } from './lines.ts'
import type { Inspector } from './open.ts'
import { whatIsLeft } from './reach.ts'
import { readStacks } from './stacks.ts'
import { figuresOf } from './stats.ts'
import type { NodeSystem } from './system.ts'
import { NodeTracing } from './tracing.ts'
import { countTypes } from './types.ts'
import { Workers } from './workers.ts'

const ENDING_MS = 500
const ENDING_POLL_MS = 20

interface Joined {
  readonly id: ProcessId
  readonly system: NodeSystem
  readonly attached: Attached
  /** Of its guard. */
  readonly options: GuardOptions
  /** What it is asked by that needs to interrupt it; undefined where all does. */
  readonly interrupts: Interrupts | undefined
  /** What was agreed to. It may grow. */
  readonly consent: readonly Effect[]
  readonly abilities: Abilities
  readonly inspector: Inspector
  /** By us. */
  readonly opened: boolean
  readonly version: string
  readonly can: {
    /** Be made to come by at each statement. */
    readonly mark: boolean
    /** Be made to run without its optimised code. */
    readonly cover: boolean
  }
  readonly dumps: HeapDumps
}

export class NodeSession implements HeapSession {
  readonly runtime = 'node'
  readonly id: ProcessId
  /** As it calls itself: `20.20.2`. */
  readonly version: string
  /** Resolves once the connection is gone, with the reason in words; with undefined where we left. */
  readonly ended: Promise<string | undefined>
  readonly #joined: Joined
  readonly #workers: Workers
  readonly #tracing: NodeTracing
  readonly #collections: Collections
  #detached: Promise<Detached> | undefined
  #reason: string | undefined
  #isFindingLines = false

  constructor(joined: Joined) {
    this.#joined = joined
    const { id, attached, version, options, can } = joined
    const { protocol } = attached
    this.id = id
    this.version = version
    this.#workers = new Workers(protocol)
    this.#tracing = new NodeTracing({ attached, workers: this.#workers, version, options, canCover: can.cover })
    this.#collections = new Collections(attached)
    // Whoever stays connected holds up its end.
    protocol.listen(method => {
      if (method !== 'NodeRuntime.waitingForDisconnect') return
      this.#reason ??= 'the program ends'
      void protocol.close()
    })
    this.ended = protocol.socket.closed.then(async reason => {
      this.#collections.end()
      return this.#reason ?? (reason && (await this.#whyEnded(reason)))
    })
  }

  /** Where its inspector listens. */
  get port(): number {
    return this.#joined.inspector.port
  }

  /** What a snapshot of its heap takes goes by how large that was when it was last asked. */
  get abilities(): Abilities {
    const { abilities, dumps } = this.#joined
    return abilitiesInside(abilities, dumps.room, dumps.isAtHand)
  }

  async stats(): Promise<HeapFigures> {
    const stats = await this.#for('stats').stats()
    const { heapUsedBytes } = stats.memory
    if (heapUsedBytes !== undefined) await this.#joined.dumps.look(heapUsedBytes)
    return figuresOf(stats, this.version)
  }

  async tracing(): Promise<Tracing> {
    this.#for('allocations')
    return await this.#tracing.tracing()
  }

  /** One that another client has begun is joined. */
  async startTracing(options: TracingOptions): Promise<void> {
    this.#for('allocations')
    await this.#tracing.start(options)
  }

  /** One that another client has begun is only left alone. */
  async stopTracing(): Promise<void> {
    this.#for('allocations')
    await this.#tracing.stop()
  }

  async snapshot(): Promise<AllocationSnapshot> {
    this.#for('allocations')
    return await this.#tracing.snapshot()
  }

  async hotLines(place: CodePlace, ms: number): Promise<readonly HotLine[]> {
    const { can } = this.#joined
    const attached = this.#for('lines')
    if (!can.mark) throw new NoAnswer('lines are found in Node from 20.16 and 22.3 on')
    if (this.#isFindingLines) throw new NoAnswer('lines are looked for already')
    this.#isFindingLines = true
    try {
      return await findLines(attached, this.#tracing, place, ms)
    } finally {
      this.#isFindingLines = false
    }
  }

  async types(): Promise<Types> {
    const types = await countTypes(this.#for('types'))
    return this.#joined.dumps.withRetained(types)
  }

  async holding(type: string, anew = false): Promise<Holding | undefined> {
    this.#forDumps('referrers')
    return await this.#joined.dumps.holding(type, anew)
  }

  async typeNames(): Promise<readonly string[]> {
    this.#forDumps('referrers')
    return this.#joined.dumps.typeNames()
  }

  async duplicates(anew = false): Promise<Duplicates> {
    this.#forDumps('duplicates')
    return await this.#joined.dumps.duplicates(anew)
  }

  async dump(path: string, told: (bytes: number) => void): Promise<Dumped> {
    this.#forDumps('dump')
    return await this.#joined.dumps.dump(path, told)
  }

  /** All of it: V8 cannot be asked for a part. */
  async collect(generation?: number): Promise<Collected> {
    const attached = this.#for('collect')
    if (generation !== undefined) throw new NoAnswer('V8 collects no single generation when it is asked')
    return await collectGarbage(attached, this.version)
  }

  async events(listener: (collection: Collection) => void): Promise<() => Promise<void>> {
    this.#for('events')
    return await this.#collections.listen(listener)
  }

  async stacks(): Promise<readonly ThreadStack[]> {
    const attached = this.#for('stacks')
    const { interrupts, options } = this.#joined
    const tid = pidOf(this.id)
    if (interrupts === undefined) return await readStacks({ attached, options, workers: this.#workers }, tid)
    try {
      return await interrupts.use(reached => readStacks(reached, tid))
    } catch (error) {
      if (!(error instanceof NoAnswer) || !attached.protocol.isOpen) throw error
      return [{ name: 'main', tid, frames: [], state: error.message }]
    }
  }

  /** Undoes all that was done, and says what became of it. */
  detach(): Promise<Detached> {
    this.#detached ??= this.#detach()
    return this.#detached
  }

  /** What an ability is asked through. @throws {NoAnswer} if it does what was not agreed to, or nothing is answered now */
  #for(ability: Ability): Attached {
    this.#requireConsent(ability)
    if (this.#detached !== undefined) throw new NoAnswer('the connection was closed')
    if (this.#joined.dumps.isWriting) throw new NoAnswer('its heap is being written, and until then it answers nothing')
    return this.#joined.attached
  }

  #forDumps(ability: Ability): void {
    this.#requireConsent(ability)
    if (this.#isFindingLines) throw new NoAnswer('lines are looked for: its heap is written once that is over')
  }

  #requireConsent(ability: Ability): void {
    const { abilities, consent } = this.#joined
    const can = abilities[ability]
    if ('refusal' in can) throw new NoAnswer(can.refusal)
    const missing = notAgreed(can, consent)
    if (missing.length > 0) throw new NoAnswer(`not agreed to: ${missing.join(', ')}`)
  }

  /** A program that ends closes its connections first. */
  async #whyEnded(reason: string): Promise<string> {
    const { id, system } = this.#joined
    const end = performance.now() + ENDING_MS
    do {
      if (checkIdentity(id, system.lookAt) !== 'same') return 'the program has ended'
      await after(ENDING_POLL_MS)
    } while (performance.now() < end)
    return reason
  }

  async #detach(): Promise<Detached> {
    const { id, system, attached, interrupts, inspector, opened, dumps } = this.#joined
    const wasTraced = this.#tracing.ownEveryBytes !== undefined
    // Nothing of it is opened any more.
    const leaving = interrupts?.leave()
    this.#collections.end()
    // Whatever becomes of the answers, what was sent before the connection closes is done in its order.
    this.#tracing.leave()
    attached.tell('leave')
    await attached.protocol.close()
    await dumps.leave()
    const more = (await leaving) ?? []
    const { restored, leftBehind } = await whatIsLeft(id, inspector, opened, system)
    return {
      restored: wasTraced ? ['allocations are no longer traced', ...restored] : restored,
      leftBehind: [...leftBehind, ...more],
    }
  }
}
