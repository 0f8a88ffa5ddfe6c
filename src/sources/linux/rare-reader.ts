/** Facts that are asked for seldom, see {@link RareFacts}: each another file, or another program. */
import { hasMemory, type ProcessRecord, pidOf, type RareFacet } from '../../model/process.ts'
import {
  blankRareFacts,
  type Delays,
  type RareFacts,
  type Readings,
  readAgain,
  type Switches,
} from '../../model/rare-facts.ts'
import type { FoundRuntime } from '../../model/runtime.ts'
import { decode } from '../../model/text.ts'
import { parseSecurityLabel } from '../../procfs/pid-attr.ts'
import { parseAutogroup } from '../../procfs/pid-autogroup.ts'
import { parseOomScore } from '../../procfs/pid-oom-score.ts'
import { parseRunDelay } from '../../procfs/pid-schedstat.ts'
import { parseBlockDelay } from '../../procfs/pid-stat-delay.ts'
import { parseSwitches } from '../../procfs/pid-status.ts'
import type { LinkFile, PromptFile } from '../process-files.ts'
import { Slices } from '../slices.ts'
import type { Leader, LinuxFiles } from './files.ts'
import { IoPriorities } from './io-priorities.ts'

/** More threads than these are not asked one by one. */
const MOST_THREADS = 1000
/** So long holds what is known of a setting of the kernel. */
const SETTING_MS = 5_000

export class RareReader {
  readonly #files: LinuxFiles
  readonly #now: () => number
  readonly #ioPriorities: IoPriorities
  #counts: { readonly blockDelays: boolean; readonly atMs: number } | undefined

  /** @param now monotonic milliseconds */
  constructor(files: LinuxFiles, now: () => number) {
    this.#files = files
    this.#now = now
    this.#ioPriorities = new IoPriorities(pids => files.ioPriorities(pids))
  }

  /** Finds out anew what the kernel answers at once. */
  readNow(record: ProcessRecord, facet: 'oom' | 'label' | 'autogroup'): void {
    const rare = rareOf(record)
    const { pid } = record
    if (facet === 'oom')
      rare.oomScore = this.#prompt(pid, 'oom_score', bytes => parseOomScore(bytes.toString('latin1')))
    else if (facet === 'label') rare.securityLabel = this.#prompt(pid, 'attr/current', parseSecurityLabel)
    else rare.autogroup = this.#prompt(pid, 'autogroup', bytes => parseAutogroup(bytes.toString('latin1')))
  }

  /**
   * Finds out anew what has to be waited for.
   *
   * @param exe the link of its program, where that was read a moment ago
   */
  async readSlow(
    record: ProcessRecord,
    facet: Exclude<RareFacet, 'oom' | 'label' | 'autogroup'>,
    leader: Leader | undefined,
    exe?: string,
  ): Promise<void> {
    const rare = rareOf(record)
    if (facet === 'runtime') rare.runtime = await this.#runtime(record, exe, leader)
    else if (facet === 'ioprio') rare.ioPriority = await this.#ioPriorities.of(record.pid)
    else if (facet === 'switches') rare.switches = readAgain(rare.switches, await this.#switches(record), this.#now())
    else if (facet === 'delays') rare.delays = readAgain(rare.delays, await this.#delays(record), this.#now())
    else rare[facet] = await this.#link(record, facet, leader)
  }

  #prompt<T>(pid: number, file: PromptFile, parse: (bytes: Buffer) => T | undefined): T | undefined {
    const read = this.#files.prompt(pid, file)
    return read.ok ? parse(read.bytes) : undefined
  }

  /** A kernel thread has a directory, though no program. */
  async #link(record: ProcessRecord, link: LinkFile, leader: Leader | undefined): Promise<string | undefined> {
    if (record.state === 'Z' || (link === 'exe' && !hasMemory(record))) return undefined
    const read = await this.#files.locked(record.pid, link, undefined, leader)
    return read.ok ? decode(read.bytes) : undefined
  }

  /** Whose link does not answer, that one's file is not asked for either. */
  async #runtime(
    record: ProcessRecord,
    exe: string | undefined,
    leader: Leader | undefined,
  ): Promise<FoundRuntime | undefined> {
    const path = exe ?? (await this.#link(record, 'exe', leader))
    return path === undefined ? undefined : await this.#files.runtime(record, path)
  }

  #switches(record: ProcessRecord): Promise<Switches | undefined> {
    const pid = processOf(record)
    const read = (tid: number) => this.#ofThread(pid, tid, 'status', parseSwitches)
    return this.#sum(record, read, (a, b) => ({
      voluntary: a.voluntary + b.voluntary,
      involuntary: a.involuntary + b.involuntary,
    }))
  }

  #delays(record: ProcessRecord): Promise<Delays | undefined> {
    const pid = processOf(record)
    const read = (tid: number): Delays | undefined => {
      const cpuMs = this.#ofThread(pid, tid, 'schedstat', parseRunDelay)
      const waited = this.#ofThread(pid, tid, 'stat', bytes => parseBlockDelay(bytes.toString('latin1')))
      const blockSec = waited ?? (this.#countsBlockDelays() ? 0 : undefined)
      return { cpuMs, blockMs: blockSec === undefined ? undefined : blockSec * 1000 }
    }
    return this.#sum(record, read, (a, b) => ({
      cpuMs: added(a.cpuMs, b.cpuMs),
      blockMs: added(a.blockMs, b.blockMs),
    }))
  }

  #ofThread<T>(pid: number, tid: number, file: PromptFile, parse: (bytes: Buffer) => T | undefined): T | undefined {
    const read = tid === pid ? this.#files.prompt(pid, file) : this.#files.threadFile(pid, tid, file)
    return read.ok ? parse(read.bytes) : undefined
  }

  /** What the thread has, or of a process what all living threads have: the process's own files tell of its first one only. */
  async #sum<T>(
    { pid, threads = 1, facts: { threadOf } }: ProcessRecord,
    read: (tid: number) => T | undefined,
    add: (a: T, b: T) => T,
  ): Promise<T | undefined> {
    if (threadOf !== undefined) return read(pid)
    if (threads > MOST_THREADS) return undefined
    const tids = threads === 1 ? [pid] : this.#files.threads(pid)
    if (typeof tids === 'string') return undefined
    const slices = new Slices()
    let sum: T | undefined
    for (const tid of tids) {
      const own = read(tid)
      // A thread that has ended since the listing took its counts along.
      if (own !== undefined) sum = sum === undefined ? own : add(sum, own)
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    return sum
  }

  /** Whether the kernel counts waiting for block I/O: since 5.14 only where it was told to. */
  #countsBlockDelays(): boolean {
    const nowMs = this.#now()
    if (this.#counts === undefined || nowMs - this.#counts.atMs >= SETTING_MS) {
      const read = this.#files.setting('kernel/task_delayacct')
      this.#counts = { blockDelays: read.ok && read.bytes.toString('latin1').trim() === '1', atMs: nowMs }
    }
    return this.#counts.blockDelays
  }
}

/** The pid of the process that it is, or of which it is a thread. */
function processOf({ pid, facts: { threadOf } }: ProcessRecord): number {
  return threadOf === undefined ? pid : pidOf(threadOf)
}

function rareOf({ facts }: ProcessRecord): RareFacts {
  facts.rare ??= blankRareFacts()
  return facts.rare
}

/** A process that did not run has counted nothing either: what it had is as true now as when it was read. */
export function standStillRare({ facts: { rare } }: ProcessRecord, facet: 'switches' | 'delays', nowMs: number): void {
  if (rare === undefined) return
  if (facet === 'switches') rare.switches = still(rare.switches, nowMs)
  else rare.delays = still(rare.delays, nowMs)
}

function still<T>(readings: Readings<T> | undefined, nowMs: number): Readings<T> | undefined {
  return readAgain(readings, readings?.now.value, nowMs)
}

function added(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}
