import { opendirSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { isDenied, isGone } from '../errors.ts'

/** However sure the counters are that nobody came, everyone is listed again after this long. */
const SURE_MS = 10_000
/** Entries that are asked of the kernel at once. */
const AT_ONCE = 4096
const FEW = 500
/** The namespace that the kernel starts with, PROC_PID_INIT_INO in include/linux/proc_ns.h. */
const FIRST_NAMESPACE = 'pid:[4026531836]'

/**
 * The pids of all processes, in ascending order. Of thousands `opendir` takes a third of the time of `readdir`, which
 * makes a sorted list of strings first; of few it takes twice as long.
 *
 * @param expected about how many there are
 */
export function listPids(root: string, expected: number): number[] {
  const pids: number[] = []
  if (expected <= FEW) for (const name of readdirSync(root)) addPid(pids, name)
  else addPids(pids, root)
  return pids.sort((a, b) => a - b)
}

function addPids(pids: number[], root: string): void {
  const folder = opendirSync(root, { bufferSize: AT_ONCE })
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) addPid(pids, entry.name)
  } finally {
    folder.closeSync()
  }
}

function addPid(pids: number[], name: string): void {
  const first = name.charCodeAt(0)
  if (first < 0x31 || first > 0x39) return
  const pid = Number(name)
  if (Number.isInteger(pid)) pids.push(pid)
}

export interface Population {
  /** Processes and threads made since boot, all over the machine. */
  readonly forks: number | undefined
  /** What {@link Listing.links} said before anybody was looked at. */
  readonly links: number | undefined
  /** Processes that are known and were alive when they were looked at. */
  readonly alive: number
  readonly nowMs: number
}

/**
 * Whether somebody may have come since everyone was listed: with thousands of processes the list is a third of a scan,
 * and mostly nobody did.
 *
 * The kernel counts its processes in the number of links of `/proc` itself (proc_root_getattr in fs/proc/root.c): as
 * long as that is what it was beside a list, as many more as are known, nobody is unknown. It is read before anybody is
 * looked at: whoever ends in between then makes the sum too small, and never hides somebody who came. It counts all of
 * the machine, so within a pid namespace that does not tell; there the list is good until somebody forks anywhere.
 */
export class Listing {
  readonly #root: string
  /** Whether the kernel counts just the processes that are listed here. */
  readonly #countsLinks: boolean
  #listedAtMs = Number.NEGATIVE_INFINITY
  #forks: number | undefined
  /** Links beside the processes, and what they were found to be one list before. */
  #others: number | undefined
  #othersBefore: number | undefined

  /** @param tells whether the tree is the kernel's own and hides nobody; of others {@link isDue} knows nothing */
  constructor(root: string, tells: boolean) {
    this.#root = root
    this.#countsLinks = tells && isFirstNamespace(root)
  }

  isDue({ forks, links, alive, nowMs }: Population): boolean {
    if (nowMs - this.#listedAtMs >= SURE_MS || nowMs < this.#listedAtMs) return true
    if (forks !== undefined && forks === this.#forks) return false
    if (links === undefined || this.#others === undefined || this.#others !== this.#othersBefore) return true
    return links !== this.#others + alive
  }

  /** The number of links of the tree; undefined where it counts others than are listed. */
  links(): number | undefined {
    return this.#countsLinks ? linksOf(this.#root) : undefined
  }

  /**
   * Lists everyone.
   *
   * @param forks processes and threads made since boot, read before
   * @param known how many are known already
   */
  list(forks: number | undefined, known: number, nowMs: number): number[] {
    const before = this.links()
    // Before anybody is known, the folders that there are tell about how many there will be.
    const pids = listPids(this.#root, known > 0 ? known : linksOf(this.#root))
    this.#listedAtMs = nowMs
    this.#forks = forks
    if (before !== undefined && before === this.links()) {
      this.#othersBefore = this.#others
      this.#others = before - pids.length
    }
    return pids
  }
}

function linksOf(root: string): number {
  return statSync(root).nlink
}

function isFirstNamespace(root: string): boolean {
  try {
    return readlinkSync(`${root}/self/ns/pid`) === FIRST_NAMESPACE
  } catch (error) {
    if (isGone(error) || isDenied(error)) return false
    throw error
  }
}
