import { lstatSync, readdirSync } from 'node:fs'
import { isDenied, isGone } from '../errors.ts'
import type { LockedFile, ProcessFiles, PromptFile, ReadResult, Refusal } from '../process-files.ts'
import { readFile } from './kept-file.ts'
import type { Lane, Reader } from './reader.ts'
import type { TreeKind } from './tree-kind.ts'

/** With more threads than this, looking at the state of each costs more than a child process. */
const MOST_THREADS_LOOKED_AT = 256

/**
 * The kernel's files about single processes. Those that wait for a process's memory lock go by the reader, on the lane
 * that this process and this tree are safe for.
 */
export class LinuxFiles implements ProcessFiles {
  readonly #root: string
  readonly #kind: TreeKind
  readonly #reader: Reader

  constructor(root: string, kind: TreeKind, reader: Reader) {
    this.#root = root
    this.#kind = kind
    this.#reader = reader
  }

  prompt(pid: number, file: PromptFile): ReadResult {
    return readNow(`${this.#root}/${pid}/${file}`)
  }

  threadFile(pid: number, tid: number, file: PromptFile): ReadResult {
    return readNow(`${this.#root}/${pid}/task/${tid}/${file}`)
  }

  async locked(pid: number, file: LockedFile, deadlineMs?: number): Promise<ReadResult> {
    const path = `${this.#root}/${pid}/${file}`
    const lane = this.#lane(pid, path)
    if (file === 'exe' || file === 'cwd') return await this.#reader.link(path, lane, deadlineMs)
    return await this.#reader.read(path, lane, deadlineMs)
  }

  threads(pid: number): readonly number[] | Refusal {
    return numbersIn(`${this.#root}/${pid}/task`)
  }

  descriptors(pid: number): readonly number[] | Refusal {
    return numbersIn(`${this.#root}/${pid}/fd`)
  }

  /**
   * Who holds a memory lock for long sits in uninterruptible sleep; a process with no such thread lets it go in an
   * instant. In a tree of plain files only what is not a plain file can hang; of other trees nothing is known.
   */
  #lane(pid: number, path: string): Lane {
    if (this.#kind === 'remote') return 'child'
    if (this.#kind === 'files') return isPlain(path) ? 'pool' : 'child'
    return this.#isStuck(pid) ? 'child' : 'pool'
  }

  #isStuck(pid: number): boolean {
    const threads = this.threads(pid)
    if (typeof threads === 'string') return false
    if (threads.length > MOST_THREADS_LOOKED_AT) return true
    return threads.some(tid => {
      const read = this.threadFile(pid, tid, 'stat')
      return read.ok && stateIn(read.bytes) === 'D'
    })
  }
}

/** The state's letter in a line of proc_pid_stat(5): after the last parenthesis, for names hold anything. */
function stateIn(stat: Buffer): string {
  const close = stat.lastIndexOf(0x29)
  return stat.toString('latin1', close + 2, close + 3)
}

function isPlain(path: string): boolean {
  try {
    const found = lstatSync(path)
    return found.isFile() || found.isSymbolicLink()
  } catch (error) {
    if (isGone(error) || isDenied(error)) return true
    throw error
  }
}

/** Copies out of the shared buffer: the caller may keep it. */
function readNow(path: string): ReadResult {
  try {
    return { ok: true, bytes: Buffer.from(readFile(path)) }
  } catch (error) {
    if (isGone(error)) return { ok: false, why: 'gone' }
    if (isDenied(error)) return { ok: false, why: 'denied' }
    throw error
  }
}

function numbersIn(path: string): readonly number[] | Refusal {
  try {
    return readdirSync(path)
      .map(Number)
      .filter(Number.isInteger)
      .sort((a, b) => a - b)
  } catch (error) {
    if (isGone(error)) return 'gone'
    if (isDenied(error)) return 'denied'
    throw error
  }
}
