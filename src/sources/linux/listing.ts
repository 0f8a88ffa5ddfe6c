import { opendirSync, readlinkSync, statSync } from 'node:fs'
import { isDenied, isGone } from '../errors.ts'

/** However sure the counters are that nobody came, everyone is listed again after this long. */
const SURE_MS = 10_000
/** Entries that are asked of the kernel at once. */
const AT_ONCE = 4096
/** The namespace that the kernel starts with, PROC_PID_INIT_INO in include/linux/proc_ns.h. */
const FIRST_NAMESPACE = 'pid:[4026531836]'

/**
 * The pids of all processes, in ascending order. `opendir` takes a third of the time of `readdir`, which makes a sorted
 * list of strings first; the kernel hands pids out in their order.
 */
export function listPids(root: string): number[] {
  const pids: number[] = []
  const folder = opendirSync(root, { bufferSize: AT_ONCE })
  try {
    let sorted = true
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      const first = entry.name.charCodeAt(0)
      if (first < 0x31 || first > 0x39) continue
      const pid = Number(entry.name)
      if (!Number.isInteger(pid)) continue
      if (pid < (pids.at(-1) ?? 0)) sorted = false
      pids.push(pid)
    }
    if (!sorted) pids.sort((a, b) => a - b)
  } finally {
    folder.closeSync()
  }
  return pids
}

export interface Population {
  /** Processes and threads made since boot, all over the machine. */
  readonly forks: number | undefined
  /** Processes that are known and were alive at this scan. */
  readonly alive: number
  readonly nowMs: number
}

/**
 * Whether somebody may have come since everyone was listed: with thousands of processes the list is a third of a scan,
 * and mostly nobody did.
 *
 * The kernel counts its processes in the number of links of `/proc` itself (proc_root_getattr in fs/proc/root.c): as
 * long as that is what it was beside a list, as many more as are known now, nobody is unknown. It counts all of the
 * machine, so within a pid namespace that does not tell; there the list is good until somebody forks anywhere.
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

  isDue({ forks, alive, nowMs }: Population): boolean {
    if (nowMs - this.#listedAtMs >= SURE_MS || nowMs < this.#listedAtMs) return true
    if (forks !== undefined && forks === this.#forks) return false
    if (!this.#countsLinks || this.#others === undefined || this.#others !== this.#othersBefore) return true
    return this.#links() !== this.#others + alive
  }

  /** Lists everyone. The counters must have been read before. */
  list({ forks, nowMs }: Pick<Population, 'forks' | 'nowMs'>): number[] {
    const before = this.#countsLinks ? this.#links() : undefined
    const pids = listPids(this.#root)
    this.#listedAtMs = nowMs
    this.#forks = forks
    if (before !== undefined && before === this.#links()) {
      this.#othersBefore = this.#others
      this.#others = before - pids.length
    }
    return pids
  }

  #links(): number {
    return statSync(this.#root).nlink
  }
}

function isFirstNamespace(root: string): boolean {
  try {
    return readlinkSync(`${root}/self/ns/pid`) === FIRST_NAMESPACE
  } catch (error) {
    if (isGone(error) || isDenied(error)) return false
    throw error
  }
}
