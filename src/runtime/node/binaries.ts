/** What the files that processes run are: read through `/proc`, off the main thread, within a deadline. */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { isDenied, isGone } from '../../sources/errors.ts'
import { findSymbols, type ReadAt, readElf } from '../elf.ts'

/** As far as it matters here. */
export interface Binary {
  /** It offers Node-API: Node itself, and those that take its addons. */
  readonly hasNodeApi: boolean
  /** It is Node, or its library: it defines node::Start, which no other runtime does. */
  readonly isNode: boolean
  /** It stands in for Node towards addons, as Bun does. */
  readonly posesAsNode: boolean
  /** `20.20.2`, of Node. */
  readonly version: string | undefined
}

export type BinaryRefusal = 'gone' | 'denied' | 'locked'

const NODE_API = 'napi_create_function'
const NODE_START = '_ZN4node5StartEiPPc'
const NODE_HOOK = '_ZN4node25AddEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_'
const NOTHING: Binary = { hasNodeApi: false, isNode: false, posesAsNode: false, version: undefined }
/** What its inspector calls itself. */
const VERSION_MARK = Buffer.from('node.js/v')
const VERSION_BYTES = 32
const CHUNK_BYTES = 1 << 20
/** Node is 100 MB; a file that goes on for longer has its version somewhere else. */
const MOST_SEARCHED_BYTES = 256 << 20
const MOST_KEPT = 64
const DEADLINE_MS = 3000

export class Binaries {
  readonly #root: string
  readonly #deadlineMs: number
  /** What was found in a file that has not changed since, by device, inode, size and time. */
  readonly #known = new Map<string, Binary>()

  constructor(root = '/proc', deadlineMs = DEADLINE_MS) {
    this.#root = root
    this.#deadlineMs = deadlineMs
  }

  /** The program that a process runs, even where it has been deleted. */
  program(pid: number): Promise<Binary | BinaryRefusal> {
    return this.#look(`${this.#root}/${pid}/exe`)
  }

  /** A file by its path as the process sees it. */
  file(pid: number, path: string): Promise<Binary | BinaryRefusal> {
    return this.#look(`${this.#root}/${pid}/root${path}`)
  }

  async #look(path: string): Promise<Binary | BinaryRefusal> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<'locked'>(resolve => {
      timer = setTimeout(resolve, this.#deadlineMs, 'locked')
    })
    try {
      return await Promise.race([this.#read(path), late])
    } catch (error) {
      if (isGone(error)) return 'gone'
      if (isDenied(error)) return 'denied'
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #read(path: string): Promise<Binary> {
    const stats = await stat(path)
    // To open a pipe would wait for its other end, and to open a device may do something.
    if (!stats.isFile()) return NOTHING
    const { dev, ino, size, mtimeMs } = stats
    const key = `${dev}:${ino}:${size}:${mtimeMs}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const file = await open(path, 'r')
    try {
      const binary = await readBinary(file)
      if (this.#known.size >= MOST_KEPT) this.#known.clear()
      this.#known.set(key, binary)
      return binary
    } finally {
      await file.close()
    }
  }
}

async function readBinary(file: FileHandle): Promise<Binary> {
  const readAt: ReadAt = async (offset, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  }
  const elf = await readElf(readAt)
  if (elf === undefined) return NOTHING
  const found = await findSymbols(readAt, elf, [NODE_API, NODE_START, NODE_HOOK])
  const hasNodeApi = found.has(NODE_API)
  const isNode = hasNodeApi && found.has(NODE_START)
  return {
    hasNodeApi,
    isNode,
    posesAsNode: hasNodeApi && !isNode && found.has(NODE_HOOK),
    version: isNode ? await findVersion(file) : undefined,
  }
}

/** Looks for `node.js/v20.20.2`, a text that the inspector answers with. */
async function findVersion(file: FileHandle): Promise<string | undefined> {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  for (let at = 0; at < MOST_SEARCHED_BYTES; at += CHUNK_BYTES - VERSION_BYTES) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at)
    const found = chunk.subarray(0, bytesRead).indexOf(VERSION_MARK)
    if (found >= 0 && found + VERSION_BYTES <= bytesRead) {
      const text = chunk.toString('latin1', found, found + VERSION_BYTES)
      const version = /^node\.js\/v(\d{1,3}\.\d{1,3}\.\d{1,3})/.exec(text)?.[1]
      if (version !== undefined) return version
    }
    if (bytesRead < CHUNK_BYTES) return undefined
  }
  return undefined
}
