/** A JVM that is attached to: asked as its own tools ask it, and for its counters, which take no asking. */
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
import { Slices } from '../../sources/slices.ts'
import type { Abilities, Effect } from '../detection.ts'
import type { HeapFigures } from '../figures.ts'
import {
  type Collected,
  type Collection,
  type Detached,
  type Dumped,
  type HeapSession,
  NoAnswer,
  type ThreadStack,
  type Types,
} from '../session.ts'
import { collectionsBetween } from './collections.ts'
import { processOf, sourcesOf } from './detect.ts'
import type { Door, Way } from './door.ts'
import { dumpTo } from './dump.ts'
import { heapOf } from './heap.ts'
import { parseHeapInfo } from './heap-info.ts'
import { parseHistogram } from './histogram.ts'
import { socketName } from './listening.ts'
import type { MappedJvm } from './mapped.ts'
import { countersOf, type JavaProcess, type JavaSources } from './passive.ts'
import { isItsSocket } from './proof.ts'
import { reasonIn } from './protocol.ts'
import { parseThreadDump } from './thread-dump.ts'

const SOON_MS = 10_000
/** It may be busy with a long collection of its own, and then has to make one. */
const COLLECTION_MS = 120_000
const EVENTS_MS = 250
const ENDED_MS = 500
const ENDED = 'it has ended'
const LIVE = 'objects that are held, after a collection of all'
const ALL = 'all objects in the heap, those among them that nobody holds any more'

export interface Joined extends Way {
  readonly door: Door
  readonly version: string
  readonly abilities: Abilities
  readonly consent: readonly Effect[]
  readonly jvm: MappedJvm
  /** It was made to listen for us; what was undone of that already. */
  readonly opened: { readonly restored: readonly string[] } | undefined
}

export class JavaSession implements HeapSession {
  readonly runtime = 'java'
  readonly ended: Promise<string | undefined>
  readonly #joined: Joined
  readonly #sources: JavaSources
  readonly #process: JavaProcess
  readonly #watches = new Set<() => void>()
  #over: (reason: string | undefined) => void = () => {}
  #detached: Promise<Detached> | undefined
  #left: Promise<void> | undefined

  constructor(joined: Joined) {
    const { id, system } = joined
    const [sources, process] = [sourcesOf(system), processOf(id, system)]
    if (sources === undefined || process === undefined) throw new NoAnswer(ENDED)
    this.#joined = joined
    this.#sources = sources
    this.#process = process
    const timer = setInterval(() => {
      if (checkIdentity(id, system.lookAt) !== 'same') void this.#end(ENDED)
    }, ENDED_MS)
    timer.unref()
    this.#watches.add(() => clearInterval(timer))
    this.ended = new Promise(resolve => {
      this.#over = resolve
    })
  }

  get id(): ProcessId {
    return this.#joined.id
  }

  /** As it calls itself: `17.0.15`. */
  get version(): string {
    return this.#joined.version
  }

  get abilities(): Abilities {
    return this.#joined.abilities
  }

  async stats(): Promise<HeapFigures> {
    const counters = await countersOf(this.#sources, this.#process, this.#joined.jvm)
    if (!('why' in counters)) return heapOf(counters.data)
    return parseHeapInfo(await this.#command('GC.heap_info', SOON_MS), this.version)
  }

  /** Objects of each class; where a collection was not agreed to, garbage among them. */
  async types(): Promise<Types> {
    this.#require('pause')
    const live = this.#may('collects')
    const text = await this.#command(`GC.class_histogram${live ? '' : ' -all'}`, COLLECTION_MS)
    const rows = parseHistogram(text)
    if (rows === undefined) throw new NoAnswer('its answer was cut off, or is no list of classes')
    return { atMs: Date.now(), rows, about: live ? LIVE : ALL }
  }

  async collect(generation?: number): Promise<Collected> {
    this.#require('pause', 'collects')
    if (generation !== undefined) throw new NoAnswer('a JVM is asked to collect all of its heap, or nothing')
    const before = await this.stats()
    const begin = performance.now()
    const said = await this.#command('GC.run', COLLECTION_MS)
    const tookMs = performance.now() - begin
    // Nothing but why it did not.
    if (said.trim() !== '') throw new NoAnswer(reasonIn(said))
    return { tookMs, freed: undefined, uncollectable: undefined, before, after: await this.stats() }
  }

  async stacks(): Promise<readonly ThreadStack[]> {
    this.#require('pause')
    const text = await this.#command('Thread.print', SOON_MS)
    const stacks = parseThreadDump(text, await this.#tids())
    if (stacks === undefined) throw new NoAnswer('its answer was cut off, or is no list of threads')
    return stacks
  }

  async events(listener: (collection: Collection) => void): Promise<() => Promise<void>> {
    const { events } = this.abilities
    if ('refusal' in events) throw new NoAnswer(events.refusal)
    let last = await this.stats()
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async (): Promise<void> => {
      const counters = await countersOf(this.#sources, this.#process, this.#joined.jvm)
      if (isOver) return
      if (!('why' in counters)) {
        const now = heapOf(counters.data)
        for (const collection of collectionsBetween(last, now, Date.now())) listener(collection)
        last = now
      }
      timer = setTimeout(() => void look(), EVENTS_MS)
    }
    const stop = (): void => {
      isOver = true
      clearTimeout(timer)
      this.#watches.delete(stop)
    }
    this.#watches.add(stop)
    timer = setTimeout(() => void look(), EVENTS_MS)
    return () => Promise.resolve(stop())
  }

  async dump(path: string, told: (bytes: number) => void): Promise<Dumped> {
    this.#require('pause')
    const { id, door, system } = this.#joined
    return await dumpTo(path, told, { id, door, live: this.#may('collects'), before: await this.stats(), system })
  }

  detach(): Promise<Detached> {
    this.#detached ??= this.#leave()
    return this.#detached
  }

  async #leave(): Promise<Detached> {
    const { opened, ownPid, id, system } = this.#joined
    const hasEnded = checkIdentity(id, system.lookAt) !== 'same'
    await this.#end(hasEnded ? ENDED : undefined)
    if (hasEnded) return { restored: ['it has ended, and its socket with it'], leftBehind: [] }
    if (opened === undefined) return { restored: ['disconnected: it listened before, and does so'], leftBehind: [] }
    const leftBehind = [
      `its thread “Attach Listener” and its socket /tmp/${socketName(ownPid)}, which it keeps until it ends, as after any jcmd`,
    ]
    return { restored: [...opened.restored, 'disconnected'], leftBehind }
  }

  #end(reason: string | undefined): Promise<void> {
    this.#left ??= this.#stop(reason)
    return this.#left
  }

  async #stop(reason: string | undefined): Promise<void> {
    for (const stop of this.#watches) stop()
    this.#watches.clear()
    if (reason === ENDED) await this.#removeSocket()
    this.#joined.door.close()
    this.#over(reason)
  }

  /** One that was killed leaves its socket there, which it made for us. */
  async #removeSocket(): Promise<void> {
    const { opened, ownPid, owner, folder, id, system } = this.#joined
    const name = socketName(ownPid)
    const found = await folder.look(name)
    // Whoever has its pid by now may be a JVM with a socket of its own.
    if (opened === undefined || !found.ok || !isItsSocket(found.stats, owner)) return
    if (system.lookAt(pidOf(id)) === 'gone') await folder.remove(name)
  }

  #command(command: string, deadlineMs: number): Promise<string> {
    return this.#joined.door.ask({ operation: 'jcmd', args: [command] }, deadlineMs)
  }

  #may(effect: Effect): boolean {
    return this.#joined.consent.includes(effect)
  }

  #require(...effects: readonly Effect[]): void {
    const missing = effects.filter(effect => !this.#may(effect))
    if (missing.length > 0) throw new NoAnswer(`not agreed to: ${missing.join(', ')}`)
  }

  /** The kernel's ids as we see them, by those that it knows, which differ in a pid namespace of its own. */
  async #tids(): Promise<(own: number) => number | undefined> {
    const { id, ownPid, system } = this.#joined
    const pid = pidOf(id)
    if (ownPid === pid) return own => own
    const tids = system.files.threads(pid)
    const known = new Map<number, number>()
    const slices = new Slices()
    for (const tid of typeof tids === 'string' ? [] : tids) {
      const read = system.files.threadFile(pid, tid, 'status')
      const own = read.ok ? parsePidStatus(read.bytes)?.nsPids?.at(-1) : undefined
      if (own !== undefined) known.set(own, tid)
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    return own => known.get(own)
  }
}
