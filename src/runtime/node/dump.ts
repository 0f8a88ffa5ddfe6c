/**
 * Writes the whole heap of a Node into a file of ours, as it comes. While V8 walks its heap the program stands still, and
 * nobody can make it stop: that there is memory enough is to be known before.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatBytes, formatSpan } from '../../model/units.ts'
import { isGone } from '../../sources/errors.ts'
import type { Can, Effect } from '../detection.ts'
import { type Dumped, NoAnswer } from '../session.ts'
import { objectOf, type Params, type Protocol } from './protocol.ts'

/** What a snapshot may take, by what is in use of the heap: the least where objects are large, the most where they are small. */
export interface DumpEstimate {
  readonly leastMs: number
  readonly mostMs: number
  readonly leastMemoryBytes: number
  readonly mostMemoryBytes: number
  readonly mostFileBytes: number
}

/** What is needed of the protocol. */
export interface DumpSource extends Pick<Protocol, 'call' | 'listen'> {
  readonly socket: { pause(): void; resume(): void }
}

/** How far it is. */
export interface DumpProgress {
  /** Which part of the heap V8 has walked, from 0 to 1. */
  readonly walkedShare: number
  /** Of the file, that are written. */
  readonly bytes: number
}

export interface DumpOptions {
  /** In use in the target's heap, as `process.memoryUsage()` tells. */
  readonly heapUsedBytes: number
  /** What the target may take in addition: the least that its control group, its limits and the machine leave. */
  readonly availableBytes: number | undefined
  readonly told?: (progress: DumpProgress) => void
  readonly signal?: AbortSignal
  /** So long the target may say nothing at all. */
  readonly silenceMs?: number
}

/** As measured, see docs/heap/dump.md. V8 has some 500 to 900 bytes for each object and its edges while it makes a snapshot. */
const MS_A_MEGABYTE = { least: 8, most: 200 } as const
const MEMORY_A_BYTE = { least: 0.4, most: 25 } as const
const FILE_A_BYTE = 2.5
const MEGABYTE = 1 << 20

const EFFECTS: readonly Effect[] = ['pause', 'memory-spike', 'collects']
/** What is left free of a disk. */
const RESERVE_BYTES = 64 * MEGABYTE
/** So much may wait to be written: then nothing is read from the target until most of it is. */
const MOST_WAITING_BYTES = 8 * MEGABYTE
const SILENCE_MS = 60_000
/** Nobody waits for longer, though it says something all the time. */
const MOST_MS = 3_600_000

export function estimateDump(heapUsedBytes: number): DumpEstimate {
  const megabytes = heapUsedBytes / MEGABYTE
  return {
    leastMs: megabytes * MS_A_MEGABYTE.least,
    mostMs: megabytes * MS_A_MEGABYTE.most,
    leastMemoryBytes: heapUsedBytes * MEMORY_A_BYTE.least,
    mostMemoryBytes: heapUsedBytes * MEMORY_A_BYTE.most,
    mostFileBytes: heapUsedBytes * FILE_A_BYTE,
  }
}

/** Why there is not memory enough for it, in words; undefined where there is. */
export function headroom(heapUsedBytes: number, availableBytes: number | undefined): string | undefined {
  if (availableBytes === undefined) return 'how much memory is left for the program is not known'
  const { mostMemoryBytes } = estimateDump(heapUsedBytes)
  if (availableBytes >= mostMemoryBytes) return undefined
  return (
    `a snapshot of ${formatBytes(heapUsedBytes)} in use may take ${formatBytes(mostMemoryBytes)} more for a moment, ` +
    `and ${formatBytes(availableBytes)} are left: the program might be killed`
  )
}

/** What it does to a program, to be said before. */
export function dumpAbility(heapUsedBytes: number, availableBytes: number | undefined): Can {
  const refusal = headroom(heapUsedBytes, availableBytes)
  if (refusal !== undefined) return { refusal }
  const { leastMs, mostMs, leastMemoryBytes, mostMemoryBytes, mostFileBytes } = estimateDump(heapUsedBytes)
  return {
    effects: EFFECTS,
    estimatedPauseMs: mostMs,
    warnings: [
      `The program stands still for ${spanText(leastMs)} to ${spanText(mostMs)}, by how small its objects are and how busy the machine is.`,
      `It takes ${formatBytes(leastMemoryBytes)} to ${formatBytes(mostMemoryBytes)} more memory for that, and may keep most of it for itself.`,
      `The file has up to ${formatBytes(mostFileBytes)}. It holds all texts of the program, secrets too.`,
    ],
  }
}

function spanText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatSpan(ms)
}

/**
 * Takes a snapshot of the heap. The file must not be there yet, is ours alone, and is removed where nothing comes of it.
 *
 * @throws {NoAnswer} in words; if the target fell silent or it was given up, it may still be at it
 */
export async function dumpHeap(protocol: DumpSource, path: string, options: DumpOptions): Promise<Dumped> {
  const refusal = headroom(options.heapUsedBytes, options.availableBytes)
  if (refusal !== undefined) throw new NoAnswer(refusal)
  const file = await made(path)
  try {
    const roomBytes = await freeBytes(path)
    const { mostFileBytes } = estimateDump(options.heapUsedBytes)
    if (roomBytes < mostFileBytes) {
      const texts = [formatBytes(mostFileBytes), formatBytes(Math.max(0, roomBytes))]
      throw new NoAnswer(`the file may take ${texts[0]}, and its disk has room for ${texts[1]}`)
    }
    const bytes = await taken(protocol, new ChunkWriter(file, protocol, roomBytes), options)
    await file.close()
    return { path, bytes }
  } catch (error) {
    await file.close()
    await removed(path)
    throw inWords(error, path)
  }
}

async function made(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  try {
    return await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  } catch (error) {
    throw inWords(error, path)
  }
}

async function removed(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** What the system says of a file is an answer, too. */
function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'EEXIST') return new NoAnswer(`${path} is there already`)
  return error.code === 'ENOSPC' ? new NoAnswer(`no room for ${path}`) : new NoAnswer(error.message)
}

/** What may be written beside it, so that its disk does not become full. */
async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(path))
  return bavail * bsize - RESERVE_BYTES
}

async function taken(protocol: DumpSource, writer: ChunkWriter, options: DumpOptions): Promise<number> {
  const { told = () => {}, signal, silenceMs = SILENCE_MS } = options
  let walkedShare = 0
  let stop: (reason: NoAnswer) => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  const silent = () => stop(new NoAnswer(`it said nothing for ${spanText(silenceMs)}`))
  let timer = setTimeout(silent, silenceMs)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(silent, silenceMs)
    told({ walkedShare, bytes: writer.writtenBytes })
  }
  writer.onWritten = heard
  const unlisten = protocol.listen((method, params) => {
    if (method === 'HeapProfiler.reportHeapSnapshotProgress') walkedShare = shareOf(params)
    else if (method === 'HeapProfiler.addHeapSnapshotChunk') writer.add(params['chunk'])
    else return
    heard()
  })
  const givenUp = () => stop(new NoAnswer('given up'))
  signal?.addEventListener('abort', givenUp)
  try {
    if (signal?.aborted === true) throw new NoAnswer('given up')
    // All pieces come before the answer.
    const asked = protocol.call('HeapProfiler.takeHeapSnapshot', { reportProgress: true }, MOST_MS)
    await Promise.race([asked, stopped])
    return await Promise.race([writer.end(), stopped])
  } finally {
    signal?.removeEventListener('abort', givenUp)
    clearTimeout(timer)
    unlisten()
    await writer.leave()
  }
}

function shareOf(params: Params): number {
  const { done, total } = objectOf(params)
  return typeof done === 'number' && typeof total === 'number' && total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
}

/** Writes pieces one after the other. What goes wrong is told at the end: until then the target goes on in any case. */
class ChunkWriter {
  readonly #file: FileHandle
  readonly #protocol: DumpSource
  readonly #mostBytes: number
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #takenBytes = 0
  #lastByte: number | undefined
  #isPaused = false
  #wrong: unknown
  #writing: Promise<void> | undefined
  writtenBytes = 0
  onWritten: () => void = () => {}

  constructor(file: FileHandle, protocol: DumpSource, mostBytes: number) {
    this.#file = file
    this.#protocol = protocol
    this.#mostBytes = mostBytes
  }

  add(chunk: unknown): void {
    if (this.#wrong !== undefined) return
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : undefined
    this.#takenBytes += bytes?.length ?? 0
    if (bytes === undefined || this.#takenBytes > this.#mostBytes) {
      const wrong =
        bytes === undefined ? 'it sent a piece that is no text' : 'the file becomes larger than its disk has room for'
      this.#fail(new NoAnswer(wrong))
      return
    }
    this.#lastByte = bytes.at(-1) ?? this.#lastByte
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > MOST_WAITING_BYTES && !this.#isPaused) {
      this.#isPaused = true
      this.#protocol.socket.pause()
    }
    this.#writing ??= this.#write()
  }

  /** Once all is written. */
  async end(): Promise<number> {
    await this.#writing
    if (this.#wrong !== undefined) throw this.#wrong
    if (this.#lastByte !== CLOSE_BRACE) throw new NoAnswer('what it sent is no whole snapshot')
    return this.writtenBytes
  }

  /** Nothing is written any more, and the target is listened to. */
  async leave(): Promise<void> {
    this.#fail(this.#wrong ?? new NoAnswer('left'))
    await this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting)
      this.#waiting = []
      try {
        await this.#file.writeFile(bytes)
      } catch (error) {
        this.#fail(error)
        break
      }
      this.writtenBytes += bytes.length
      this.#waitingBytes -= bytes.length
      if (this.#waitingBytes <= MOST_WAITING_BYTES) this.#resume()
      this.onWritten()
    }
    this.#writing = undefined
  }

  #fail(error: unknown): void {
    this.#wrong ??= error
    this.#waiting = []
    this.#waitingBytes = 0
    this.#resume()
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#protocol.socket.resume()
  }
}

const CLOSE_BRACE = 0x7d
