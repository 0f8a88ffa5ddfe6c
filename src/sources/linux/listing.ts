import { opendirSync, readdirSync, statSync } from 'node:fs'
import { isGone } from '../errors.ts'
import { isFirstNamespace, isOwnNamespace } from './tree-kind.ts'

/** However sure the counters are that nobody came, everyone is listed again after this long; and where they count who is there. */
const SURE_MS = 10_000
const SURE_OF_ALL_MS = 60_000
/** Entries that are asked of the kernel at once. */
const AT_ONCE = 4096
const FEW = 500

/**
 * The pids of all processes, in ascending order. Of thousands `opendir` takes a third of the time of `readdir`, which
 * makes a sorted list of strings first; of few it takes twice as long.
 *
 * @param expected about how many there are
 */
export function listPids(root: string, expected: number): number[] {
  const pids = (expected > FEW ? listMany(root) : undefined) ?? listFew(root)
  return pids.sort((a, b) => a - b)
}

function listFew(root: string): number[] {
  const pids: number[] = []
  for (const name of readdirSync(root)) addPid(pids, name)
  return pids
}

/**
 * Undefined where a process ended while it was listed: the kernel then cannot say of what kind its entry is
 * (proc_fill_cache in fs/proc/base.c), Node looks for itself, and loses what it has read when nothing is there.
 */
function listMany(root: string): number[] | undefined {
  const pids: number[] = []
  const folder = opendirSync(root, { bufferSize: AT_ONCE })
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) addPid(pids, entry.name)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  } finally {
    folder.closeSync()
  }
  return pids
}

function addPid(pids: number[], name: string): void {
  const first = name.charCodeAt(0)
  if (first < 0x31 || first > 0x39) return
  const pid = Number(name)
  if (Number.isInteger(pid)) pids.push(pid)
}

/** What the kernel counts of those who come. */
export interface Births {
  /** Processes and threads made since boot, all over the machine. */
  readonly forks?: number | undefined
  /** The id given out last in our pid namespace, to a process or a thread. */
  readonly lastPid?: number | undefined
}

export interface Population extends Births {
  /** What {@link Listing.links} said before anybody was looked at. */
  readonly links: number | undefined
  /** Processes that are known and were alive when they were looked at. */
  readonly alive: number
  /** Whether it is a clock that is asked about an id. */
  readonly byClock?: boolean
  readonly nowMs: number
}

/** Ids of processes and threads in the order in which the kernel gives them out. */
export interface Ids {
  readonly after: number
  readonly upTo: number
}

const NOBODY: Ids = { after: 0, upTo: 0 }

/** So many ids are looked for, and more where a list would be of so many more: to look for one takes as long as to list two. */
const FEW_IDS = 16
const OF_THE_LIST = 1 / 4
/** The same where a clock tells whether it is a process's, which takes a tenth of listing one. */
const OF_THE_LIST_BY_CLOCK = 8
/** After so many forks anywhere an id may have been given out twice: no kernel has fewer than 32,768 unless it is told to. */
const MOST_FORKS = 10_000

/**
 * Who may have come since everyone was listed: with thousands of processes the list is a third of a scan, and mostly
 * nobody did.
 *
 * While no fork is counted nobody came. Nor did anybody while the number of links of `/proc` itself, which counts the
 * machine's processes (proc_root_getattr in fs/proc/root.c), is what it was beside a list, as many more as are known. It
 * is read before anybody is looked at: whoever ends in between then makes the sum too small, and never hides somebody
 * who came. It counts all of the machine, so within a pid namespace that does not tell. Otherwise whoever came has one of
 * the ids that were given out since. One that was given out just before may not be there to be found yet, so they are
 * looked for once more the next time.
 */
export class Listing {
  readonly #root: string
  /** Whether the kernel counts just the processes that are listed here. */
  readonly #countsLinks: boolean
  /** Whether the newest id is one of those that are listed here. */
  readonly #tellsIds: boolean
  #listedAtMs = Number.NEGATIVE_INFINITY
  #forks: number | undefined
  /** The last id that was given out when it was known last, and the time before, that nobody was unknown. */
  #lastPid: number | undefined
  #lastPidBefore: number | undefined
  /** Links beside the processes, and what they were found to be one list before. */
  #others: number | undefined
  #othersBefore: number | undefined

  /** @param tells whether the tree is the kernel's own and hides nobody; of others {@link newcomers} knows nothing */
  constructor(root: string, tells: boolean) {
    this.#root = root
    this.#countsLinks = tells && isFirstNamespace(root)
    this.#tellsIds = tells && isOwnNamespace(root)
  }

  /** Ids that whoever came may have, which then is known to be looked for; undefined when everyone has to be listed. */
  newcomers(population: Population): Ids | undefined {
    const { forks, links, alive, nowMs } = population
    const known = this.#others !== undefined && this.#others === this.#othersBefore ? this.#others + alive : undefined
    const areAll = known !== undefined && known === links
    const sureMs = areAll ? SURE_OF_ALL_MS : SURE_MS
    if (nowMs - this.#listedAtMs >= sureMs || nowMs < this.#listedAtMs) return undefined
    if (forks !== undefined && forks === this.#forks) return NOBODY
    const ids = areAll ? NOBODY : this.#idsSince(population)
    if (ids !== undefined) this.#confirm(population)
    return ids
  }

  /** The number of links of the tree; undefined where it counts others than are listed. */
  links(): number | undefined {
    return this.#countsLinks ? linksOf(this.#root) : undefined
  }

  /**
   * Lists everyone.
   *
   * @param births as counted before
   * @param known how many are known already
   */
  list(births: Births, known: number, nowMs: number): number[] {
    const before = this.links()
    // Before anybody is known, the folders that there are tell about how many there will be.
    const pids = listPids(this.#root, known > 0 ? known : linksOf(this.#root))
    this.#listedAtMs = nowMs
    this.#confirm(births)
    if (before !== undefined && before === this.links()) {
      this.#othersBefore = this.#others
      this.#others = before - pids.length
    }
    return pids
  }

  #idsSince({ forks, lastPid, alive, byClock }: Population): Ids | undefined {
    const after = this.#lastPidBefore
    if (!this.#tellsIds || after === undefined || lastPid === undefined) return undefined
    if (forks === undefined || this.#forks === undefined) return undefined
    // They begin anew at some number.
    const hasTurned = lastPid < after || forks - this.#forks > MOST_FORKS
    const most = Math.max(FEW_IDS, alive * (byClock === true ? OF_THE_LIST_BY_CLOCK : OF_THE_LIST))
    return hasTurned || lastPid - after > most ? undefined : { after, upTo: lastPid }
  }

  #confirm({ forks, lastPid }: Births): void {
    this.#forks = forks
    this.#lastPidBefore = this.#lastPid
    this.#lastPid = lastPid
  }
}

function linksOf(root: string): number {
  return statSync(root).nlink
}
