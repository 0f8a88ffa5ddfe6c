/** A Node that is attached to: asked through its inspector, and left as it was found. */
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
import { type GuardOptions, SILENCE_MS } from './guard.ts'
import type { HeapDumps } from './heap-dumps.ts'
import { findLines } from './lines.ts'
import { type Inspector, waitUntilClosed } from './open.ts'
import { readStacks } from './stacks.ts'
import { figuresOf } from './stats.ts'
import type { NodeSystem } from './system.ts'
import { NodeTracing } from './tracing.ts'
import { countTypes } from './types.ts'
import { Workers } from './workers.ts'

const PING_MS = 1000
/** Past the moment at which the guard acts by itself, if our connection broke. */
const CLOSE_MS = SILENCE_MS + 2000

interface Joined {
  readonly id: ProcessId
  readonly system: NodeSystem
  readonly attached: Attached
  /** Of its guard. */
  readonly options: GuardOptions
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
  readonly #pings: ReturnType<typeof setInterval>
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
    this.#pings = setInterval(() => attached.tell('ping'), PING_MS)
    this.#pings.unref()
    // Whoever stays connected holds up its end.
    protocol.listen(method => {
      if (method !== 'NodeRuntime.waitingForDisconnect') return
      this.#reason ??= 'the program ends'
      void protocol.socket.close()
    })
    this.ended = protocol.socket.closed.then(reason => {
      this.#quiet()
      return this.#reason ?? reason
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
    const { protocol } = this.#for('stacks')
    return await readStacks(protocol, pidOf(this.id), this.#workers)
  }

  /** Undoes all that was done, and says what became of it. */
  detach(): Promise<Detached> {
    this.#detached ??= this.#detach()
    return this.#detached
  }

  /** What an ability is asked through. @throws {NoAnswer} if it does what was not agreed to, or nothing is answered now */
  #for(ability: Ability): Attached {
    this.#requireConsent(ability)
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

  #quiet(): void {
    clearInterval(this.#pings)
    this.#tracing.end()
    this.#collections.end()
  }

  async #detach(): Promise<Detached> {
    const { id, system, attached, inspector, opened, dumps } = this.#joined
    const wasTraced = this.#tracing.ownEveryBytes !== undefined
    this.#quiet()
    // Whatever becomes of the answers, what was sent before the connection closes is done in its order.
    this.#tracing.leave()
    attached.tell('leave')
    await attached.protocol.socket.close()
    await dumps.leave()
    const left = await whatIsLeft(id, inspector, opened, system)
    return wasTraced ? { ...left, restored: ['allocations are no longer traced', ...left.restored] } : left
  }
}

/** What of a target's inspector is left, having disconnected. */
export async function whatIsLeft(
  id: ProcessId,
  inspector: Inspector,
  opened: boolean,
  { files }: NodeSystem,
): Promise<Detached> {
  if (!opened) return { restored: ['disconnected from its inspector, which was open before'], leftBehind: [] }
  if (await waitUntilClosed(files, pidOf(id), inspector.inode, CLOSE_MS)) {
    return { restored: [`disconnected, and ${portText(inspector)} is closed`], leftBehind: [] }
  }
  const leftBehind = [`${portText(inspector)} is still open: it closes by itself once the program gets round to it`]
  return { restored: ['disconnected'], leftBehind }
}

export function portText({ port }: Inspector): string {
  return `its port ${port}`
}
