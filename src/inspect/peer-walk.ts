/** A walk over everyone's descriptors and shared mappings, for the other ends of what one process has. */
import { checkIdentity } from '../control/target.ts'
import type { ProcessId, ProcessRecord } from '../model/process.ts'
import { decode } from '../model/text.ts'
import { type OpenMode, parseFdinfo } from '../procfs/pid-fdinfo.ts'
import { lookInto } from '../sources/linux/sighting.ts'
import { Slices } from '../sources/slices.ts'
import { withoutMemory } from './field.ts'
import { kinship, nearestFirst } from './kinship.ts'
import type { Look } from './look.ts'
import { mayHave, type SharedMap, sharedMapsIn } from './shared-maps.ts'

/** What is looked for. */
export interface Wanted {
  /** What links of `/proc/PID/fd` say: `pipe:[4711]`, `socket:[4712]`, the path of a FIFO. */
  readonly links: ReadonlySet<string>
  readonly maps: ReadonlyMap<string, SharedMap>
}

/** A descriptor of another process that is one of the wanted. */
export interface End {
  readonly fd: number
  readonly mode: OpenMode | undefined
}

/** What another process has of the wanted. */
export interface Ends {
  readonly links: ReadonlyMap<string, readonly End[]>
  readonly maps: ReadonlyMap<string, SharedMap>
  /** Whether something of it could not be looked at. */
  readonly refused: boolean
}

/** Who has any of the wanted. */
export interface Holder {
  readonly record: ProcessRecord
  readonly ends: Ends
}

interface Visit extends Holder {
  readonly atMs: number
  /** Without its mappings where there was no time for them. */
  readonly isWhole: boolean
}

export interface Walk {
  /** The nearest first. */
  readonly holders: readonly Holder[]
  /** Processes that may not be looked at, or do not answer. */
  readonly refusedCount: number
  /** Processes that were not looked at, or not wholly, for it would have taken too long. */
  readonly leftOutCount: number
  readonly wanted: Wanted
  readonly visits: ReadonlyMap<ProcessId, Visit>
}

/** Links of other processes that are read in one look: about a third of a second. */
const MOST_LINKS = 100_000
/** Processes whose mappings are read in one look. */
const MOST_MAPS = 1_000
/**
 * So long is waited in one look for the mappings of those who do not answer, however thorough it is: a sick machine may
 * have hundreds of them.
 */
const MOST_SILENCE_MS = 1_000
/** A process that did nothing that its kernel line would show is looked at again after this long. */
const HOLDS_MS = 5_000

/** Walks from the nearest on. What an earlier walk has found of who did nothing since is taken over. */
export async function walkOthers(look: Look, wanted: Wanted, before: Walk | undefined): Promise<Walk> {
  const asked = before !== undefined && covers(before.wanted, wanted) ? before.wanted : wanted
  const earlier = asked === before?.wanted ? before.visits : new Map<ProcessId, Visit>()
  const slices = new Slices()
  const walker = new Walker(look, asked, slices)
  const visits = new Map<ProcessId, Visit>()
  let leftOutCount = 0
  const nowMs = performance.now()
  // Who has nothing that could have another end needs nobody to be looked at.
  const others = asked.links.size === 0 && asked.maps.size === 0 ? [] : othersOf(look)
  for (const record of nearestFirst(look.record, others)) {
    const last = earlier.get(record.id)
    const isFresh = last?.record === record && last.isWhole && nowMs - last.atMs < HOLDS_MS
    const visit = isFresh ? last : await walker.visit(record)
    if (!visit?.isWhole) leftOutCount++
    if (visit !== undefined) visits.set(record.id, visit)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  const all = [...visits.values()]
  return {
    holders: all.filter(({ ends: { links, maps } }) => links.size > 0 || maps.size > 0),
    refusedCount: all.filter(({ ends }) => ends.refused).length,
    leftOutCount,
    wanted: asked,
    visits,
  }
}

function othersOf({ snapshot, record }: Look): ProcessRecord[] {
  const records = snapshot.processes.map(row => row.record)
  return records.filter(other => other.pid !== record.pid && withoutMemory(other) === undefined)
}

/** Whether who looked for the one has looked for all of the other too. */
function covers(one: Wanted, other: Wanted): boolean {
  const has = (of: { has(key: string): boolean }, keys: Iterable<string>): boolean =>
    [...keys].every(key => of.has(key))
  return has(one.links, other.links) && has(one.maps, other.maps.keys())
}

const NO_LINKS: Ends['links'] = new Map()
const NO_MAPS: Ends['maps'] = new Map()

/** Looks at one process after the other, until it has read as much as one look may. */
class Walker {
  readonly #look: Look
  readonly #wanted: Wanted
  /** One for all: of many that do little each, none would come to its end. */
  readonly #slices: Slices
  readonly #maps: readonly SharedMap[]
  /** Memory that a stranger can have come by: what has no name is handed down only. */
  readonly #named: readonly SharedMap[]
  #linksLeft = MOST_LINKS
  #mapsLeft = MOST_MAPS
  #silenceLeftMs = MOST_SILENCE_MS

  constructor(look: Look, wanted: Wanted, slices: Slices) {
    this.#look = look
    this.#wanted = wanted
    this.#slices = slices
    this.#maps = [...wanted.maps.values()]
    this.#named = this.#maps.filter(({ kind }) => kind !== 'anonymous')
    if (!look.thorough) return
    this.#linksLeft = Number.POSITIVE_INFINITY
    this.#mapsLeft = Number.POSITIVE_INFINITY
  }

  /** Undefined where there is no time for it any more. */
  async visit(record: ProcessRecord): Promise<Visit | undefined> {
    const atMs = performance.now()
    const links = this.#wanted.links.size === 0 ? NO_LINKS : await this.#linksOf(record.pid)
    if (links === undefined) return undefined
    const nothing = { record, atMs, isWhole: true, ends: { links: NO_LINKS, maps: NO_MAPS, refused: false } }
    if (links === 'denied') return { ...nothing, ends: { ...nothing.ends, refused: true } }
    const wanted = kinship(this.#look.record, record) === 'stranger' ? this.#named : this.#maps
    const isWhole = wanted.length === 0 || (this.#silenceLeftMs > 0 && --this.#mapsLeft >= 0)
    const found = wanted.length === 0 || !isWhole ? NO_MAPS : await this.#mapsOf(record, wanted)
    const refused = found === 'refused'
    const ends = { links, maps: refused ? NO_MAPS : found, refused }
    // Its pid may have been given to another one since the snapshot, whose name this is not.
    if (ends.links.size + ends.maps.size > 0 && this.#isReused(record)) return nothing
    return { record, atMs, isWhole, ends }
  }

  #isReused({ id }: ProcessRecord): boolean {
    return checkIdentity(id, lookInto(this.#look.files)) === 'reused'
  }

  async #linksOf(pid: number): Promise<Ends['links'] | 'denied' | undefined> {
    const { files } = this.#look
    const found = new Map<string, End[]>()
    if (this.#linksLeft <= 0) return undefined
    const listed = await files.descriptors(pid)
    if (listed === 'denied') return 'denied'
    if (typeof listed === 'string') return NO_LINKS
    // What could not be read to its end is not begun: others have few.
    if (listed.length > this.#linksLeft) return undefined
    this.#linksLeft -= listed.length
    for (const fd of listed) {
      const read = files.descriptorLink(pid, fd)
      // Whoever may list descriptors need not be let see where they lead.
      if (!read.ok && read.why === 'denied') return 'denied'
      const link = read.ok ? decode(read.bytes) : ''
      if (this.#wanted.links.has(link)) {
        const info = files.descriptorInfo(pid, fd)
        const end = { fd, mode: info.ok ? parseFdinfo(info.bytes)?.mode : undefined }
        const same = found.get(link)
        if (same === undefined) found.set(link, [end])
        else same.push(end)
      }
      const pause = this.#slices.pause()
      if (pause !== undefined) await pause
    }
    return found
  }

  async #mapsOf({ pid, state }: ProcessRecord, wanted: readonly SharedMap[]): Promise<Ends['maps'] | 'refused'> {
    // Who waits in the kernel may hold the lock that its mappings are behind.
    if (state === 'D') return 'refused'
    const startedMs = performance.now()
    const read = await this.#look.files.locked(pid, 'maps')
    if (!read.ok) this.#silenceLeftMs -= performance.now() - startedMs
    if (!read.ok) return read.why === 'gone' ? NO_MAPS : 'refused'
    if (!mayHave(read.bytes, wanted)) return NO_MAPS
    const all = await sharedMapsIn(read.bytes)
    const found = wanted.map(({ key }) => all.get(key)).filter(map => map !== undefined)
    return new Map(found.map(map => [map.key, map]))
  }
}
