/**
 * The costlier facts about processes, each another file: read for the rows in view, or for everyone where a sort, a
 * filter or an export looks at all. Read again only when the process did something since, and not at every tick.
 */
import { NEAR_PCT } from '../../model/limit-use.ts'
import { type Facet, hasMemory, type IoCounters, type ProcessRecord, pidOf } from '../../model/process.ts'
import { parsePidCgroup } from '../../procfs/pid-cgroup.ts'
import { parseCmdline } from '../../procfs/pid-cmdline.ts'
import { parsePidIo } from '../../procfs/pid-io.ts'
import { parseSmapsRollup } from '../../procfs/pid-smaps-rollup.ts'
import { parseStatm } from '../../procfs/pid-statm.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import type { Leader, LinuxFiles } from './files.ts'
import { limitInUse } from './limit-use.ts'
import type { NameFile } from './name-file.ts'
import { RareReader, standStillRare } from './rare-reader.ts'

/** Owner, command and cgroup can change, but rarely do: a process that ran is looked at again after this long. */
const SELDOM_MS = 10_000
/** And what others change after this long, whether it ran or not. */
const OTHERS_MS = 5_000

/** What is used of limits takes three files each time: far from all of them it is looked at again after this long. */
const FAR_MS = 3_000

/** So long a process's state is as good as read now. */
const FRESH_MS = 50

/**
 * These wait for the process's memory lock, for a program, or for thousands of threads. The command comes first: where it
 * does not answer, the rest is not asked; and the program's file after its link has answered.
 */
const SLOW = ['command', 'exe', 'cwd', 'runtime', 'ioprio', 'switches', 'delays', 'rollup'] as const
type SlowFacet = (typeof SLOW)[number]

/** What others change, whatever the process itself does or does not. */
const OTHERS: readonly Facet[] = ['oom', 'label', 'autogroup', 'ioprio']
/** Counts that have a rate, which goes on with time. */
const COUNTED: readonly Facet[] = ['io', 'switches', 'delays']
/** What each thread has for itself. All else that is known of it is its process's, and is found out of that. */
const OF_THREAD: readonly Facet[] = [...COUNTED, 'ioprio']
/** Of a process with more threads these are added up seldom. */
const MANY_THREADS = 32

/** The sweep through the pages of a process takes about 5 ms for a gigabyte; ten times that is no matter of size. */
const SWEEP_MS_PER_BYTE = 50 / 1024 ** 3

/**
 * So long is waited for a reading that nobody waits for: on a machine with too much to do a thread of the pool may not get
 * its turn sooner, and what is merely late would be taken for locked.
 */
const PATIENT_MS = 500

const TROUBLE = 'memory map locked'

const NO_TOTALS = { ussBytes: undefined, pssBytes: undefined, swapBytes: undefined }

interface Known {
  /** All of these facets were read for this record, so that there is nothing to be done as long as it is the same. */
  record: ProcessRecord | undefined
  facets: ReadonlySet<Facet> | undefined
  /** The record that was current when each fact was read last, and when that was. */
  readonly at: Map<Facet, { readonly record: ProcessRecord; readonly ms: number }>
  /** Slow facts that are under way: nobody asks for them once more meanwhile. */
  waiting: Promise<void> | undefined
}

export class FactReader {
  readonly #files: LinuxFiles
  readonly #users: NameFile
  readonly #units: KernelUnits
  readonly #now: () => number
  readonly #rare: RareReader
  #known = new WeakMap<ProcessRecord['facts'], Known>()
  /** Whether any of the facets that were asked for last may be another without anything happening to the process. */
  #asked: { readonly facets: ReadonlySet<Facet>; readonly restless: boolean } | undefined
  /** As many of the facets that were asked for last as threads have. */
  #ofThread: { readonly from: ReadonlySet<Facet>; readonly facets: ReadonlySet<Facet> } | undefined

  constructor(files: LinuxFiles, users: NameFile, units: KernelUnits, now: () => number) {
    this.#files = files
    this.#users = users
    this.#units = units
    this.#now = now
    this.#rare = new RareReader(files, now)
  }

  /** Fills these facts of the process or thread; the promise is there only where something has to be waited for. */
  fill(record: ProcessRecord, asked: ReadonlySet<Facet>): Promise<void> | undefined {
    const facets = record.facts.threadOf === undefined ? asked : this.#ofThreads(asked)
    const known = this.#knownOf(record)
    const same = known.record === record && known.facets === facets
    if (same && !this.#isRestless(facets) && record.facts.trouble === undefined) return known.waiting
    known.facets = facets
    for (const facet of facets) {
      if (isSlow(facet)) {
        if (facet === 'switches' || facet === 'delays') this.#rest(known, record, facet)
      } else if (this.#due(known, record, facet)) this.#readNow(record, known, facet)
      else if (facet === 'io') standStill(record.facts, this.#now())
    }
    const slow =
      known.waiting === undefined ? SLOW.filter(facet => facets.has(facet) && this.#due(known, record, facet)) : []
    // What was put off is still to be done if the process does nothing more.
    const isDone = (facet: Facet): boolean => known.at.get(facet)?.record === record || slow.some(one => one === facet)
    known.record = [...facets].every(isDone) ? record : undefined
    if (known.waiting !== undefined) return known.waiting
    if (slow.length === 0) return undefined
    known.waiting = this.#readSlow(record, known, slow).finally(() => {
      known.waiting = undefined
    })
    return known.waiting
  }

  /**
   * Reads the true memory of the process anew, however lately that was done; whether anything that is known of it has
   * changed. The command comes first here too, where it is under way.
   */
  async readRollup(record: ProcessRecord): Promise<boolean> {
    const known = this.#knownOf(record)
    await known.waiting
    const { revision } = record.facts
    known.at.set('rollup', { record, ms: this.#now() })
    await this.#rollup(record, PATIENT_MS)
    return record.facts.revision !== revision
  }

  #knownOf(record: ProcessRecord): Known {
    let known = this.#known.get(record.facts)
    if (known === undefined) {
      known = { record: undefined, facets: undefined, at: new Map(), waiting: undefined }
      this.#known.set(record.facts, known)
    }
    return known
  }

  #ofThreads(from: ReadonlySet<Facet>): ReadonlySet<Facet> {
    if (this.#ofThread?.from !== from) {
      this.#ofThread = { from, facets: new Set(OF_THREAD.filter(facet => from.has(facet))) }
    }
    return this.#ofThread.facets
  }

  #isRestless(facets: ReadonlySet<Facet>): boolean {
    if (this.#asked?.facets !== facets) {
      this.#asked = { facets, restless: [...OTHERS, ...COUNTED].some(facet => facets.has(facet)) }
    }
    return this.#asked.restless
  }

  /** Nothing happened to a process that is not to be looked at again; of many threads it is merely not known. */
  #rest(known: Known, record: ProcessRecord, facet: 'switches' | 'delays'): void {
    if (known.waiting !== undefined || isSeveral(record) || this.#due(known, record, facet)) return
    standStillRare(record, facet, this.#now())
    record.facts.revision++
  }

  #due(known: Known, record: ProcessRecord, facet: Facet): boolean {
    const last = known.at.get(facet)
    if (last === undefined) return true
    const changed = last.record !== record
    const seldom = this.#now() - last.ms >= SELDOM_MS
    // What did not answer is asked again; the files themselves know of whom nothing else can be expected.
    if (record.facts.trouble !== undefined && isSlow(facet)) return changed || seldom
    if (OTHERS.includes(facet)) return this.#now() - last.ms >= OTHERS_MS
    // A line that counts in ticks does not tell whether one of several threads has run.
    if (COUNTED.includes(facet) && isSeveral(record)) {
      return facet === 'io' || seldom || (record.threads ?? 1) <= MANY_THREADS
    }
    if (!changed) return false
    if (facet === 'limits') return isNearLimit(record) || this.#now() - last.ms >= FAR_MS
    return facet === 'statm' || COUNTED.includes(facet) || last.record.name !== record.name || seldom
  }

  #readNow(record: ProcessRecord, known: Known, facet: Exclude<Facet, SlowFacet>): void {
    known.at.set(facet, { record, ms: this.#now() })
    if (facet === 'owner') this.#owner(record)
    else if (facet === 'statm') this.#statm(record)
    else if (facet === 'io') this.#io(record)
    else if (facet === 'cgroup') this.#cgroup(record)
    else if (facet === 'limits') record.facts.limit = limitInUse(this.#files, record)
    else this.#rare.readNow(record, facet)
    record.facts.revision++
  }

  async #readSlow(record: ProcessRecord, known: Known, facets: readonly SlowFacet[]): Promise<void> {
    let exe: string | undefined
    for (const facet of facets) {
      known.at.set(facet, { record, ms: this.#now() })
      if (facet === 'rollup') {
        await this.#rollup(record)
        continue
      }
      if (facet === 'command') await this.#command(record)
      else await this.#rare.readSlow(record, facet, this.#leader(record), exe)
      if (facet === 'exe') exe = record.facts.rare?.exe
      record.facts.revision++
    }
  }

  #owner({ pid, facts }: ProcessRecord): void {
    const uid = this.#files.owner(pid)
    // Gone meanwhile: what was known of it stays on the screen as long as it does.
    if (uid === undefined) return
    facts.uid = uid
    facts.user = this.#users.nameOf(uid)
  }

  #statm(record: ProcessRecord): void {
    const { pid, facts } = record
    const read = this.#files.prompt(pid, 'statm')
    const statm = read.ok ? parseStatm(read.bytes.toString('latin1'), this.#units) : undefined
    facts.exactRss = statm && { record, bytes: statm.rssBytes }
    facts.sharedBytes = statm?.sharedBytes
    facts.textBytes = statm?.textBytes
    facts.libBytes = statm?.libBytes
    facts.dataBytes = statm?.dataBytes
    facts.dirtyBytes = statm?.dirtyBytes
  }

  #io({ pid, facts }: ProcessRecord): void {
    const { threadOf } = facts
    const read =
      threadOf === undefined ? this.#files.prompt(pid, 'io') : this.#files.threadFile(pidOf(threadOf), pid, 'io')
    const value: IoCounters | undefined = read.ok ? parsePidIo(read.bytes.toString('latin1')) : undefined
    facts.ioBefore = facts.io
    facts.io = value && { atMs: this.#now(), value }
  }

  #cgroup({ pid, facts }: ProcessRecord): void {
    const read = this.#files.prompt(pid, 'cgroup')
    if (read.ok) facts.cgroup = parsePidCgroup(read.bytes)?.path
  }

  async #command(record: ProcessRecord): Promise<void> {
    const { pid, name, facts } = record
    // Arguments are in the process's memory.
    if (!hasMemory(record)) {
      facts.args = []
      facts.trouble = undefined
      if (facts.command.startsWith('[')) facts.command = `[${name}]`
      return
    }
    const read = await this.#files.locked(pid, 'cmdline', undefined, this.#leader(record))
    facts.trouble = !read.ok && read.why === 'locked' ? TROUBLE : undefined
    if (read.ok) facts.args = parseCmdline(read.bytes)
    const args = read.ok ? facts.args : undefined
    if (args !== undefined && args.length > 0) facts.command = args.join(' ')
    else if (read.ok || read.why !== 'gone') facts.command = `[${name}]`
  }

  /** What the scan has just read need not be read once more. */
  #leader({ startMs, state, threads, seenAtMs }: ProcessRecord): Leader | undefined {
    if (state === undefined || threads === undefined) return undefined
    if (this.#now() - seenAtMs > FRESH_MS) return undefined
    return { startTicks: startMs / this.#units.tickMs, state, threads }
  }

  async #rollup(record: ProcessRecord, leastMs = 0): Promise<void> {
    const { pid, rssBytes, facts } = record
    const deadlineMs = Math.max(leastMs, this.#files.deadlineMs) + rssBytes * SWEEP_MS_PER_BYTE
    const read = hasMemory(record) ? await this.#files.locked(pid, 'smaps_rollup', deadlineMs) : undefined
    // What cannot be had any more is unknown: the figures of before would pass for those of now.
    const totals = read?.ok ? parseSmapsRollup(read.bytes.toString('latin1')) : undefined
    const trouble = read?.ok === false && read.why === 'locked' ? TROUBLE : facts.trouble
    const { ussBytes, pssBytes, swapBytes } = totals ?? NO_TOTALS
    const isSame = facts.ussBytes === ussBytes && facts.pssBytes === pssBytes && facts.swapBytes === swapBytes
    // What is read again and again, and mostly found to be as it was, need not be drawn each time.
    if (!isSame || facts.trouble !== trouble || facts.rollupStale || facts.rollupRead === undefined) facts.revision++
    facts.ussBytes = ussBytes
    facts.pssBytes = pssBytes
    facts.swapBytes = swapBytes
    facts.trouble = trouble
    facts.rollupRead = { record, atMs: this.#now() }
    facts.rollupStale = false
  }
}

/** Whether its line tells of several threads together. */
function isSeveral({ threads = 1, facts }: ProcessRecord): boolean {
  return threads > 1 && facts.threadOf === undefined
}

function isNearLimit({ facts }: ProcessRecord): boolean {
  return facts.limit !== undefined && facts.limit.usedPct >= NEAR_PCT
}

function isSlow(facet: Facet): facet is SlowFacet {
  return SLOW.some(slow => slow === facet)
}

/** A process that did not run did no I/O either: its counters are as true now as when they were read. */
function standStill(facts: ProcessRecord['facts'], nowMs: number): void {
  facts.ioBefore = facts.io
  facts.io = facts.io && { atMs: nowMs, value: facts.io.value }
  facts.revision++
}
