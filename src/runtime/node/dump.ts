/**
 * Writes the whole heap of a Node into a file of ours, as it comes. While V8 walks its heap the program stands still, and
 * nobody can make it stop: that there is memory enough is to be known before.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatBytes } from '../../model/units.ts'
import { isGone } from '../../sources/errors.ts'
import { type Dumped, NoAnswer } from '../session.ts'
import { estimateDump, type HeapRoom, headroom, spanText } from './dump-estimate.ts'
import { objectOf, type Params, type Protocol } from './protocol.ts'

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

export interface DumpOptions extends HeapRoom {
  readonly told?: (progress: DumpProgress) => void
  readonly signal?: AbortSignal
  /** So long the target may say nothing at all. */
  readonly silenceMs?: number
}

/** What is left free of a disk. */
const RESERVE_BYTES = 64 << 20
/** So much may wait to be written: then nothing is read from the target until most of it is. */
const MOST_WAITING_BYTES = 8 << 20
const SILENCE_MS = 60_000
/** Nobody waits for longer, though it says something all the time. */
const MOST_MS = 3_600_000

/**
 * Takes a snapshot of the heap. The file must not be there yet, is ours alone, and is removed where nothing comes of it.
 *
 * @throws {NoAnswer} in words; if the target fell silent or it was given up, it may still be at it
 */
export async function dumpHeap(protocol: DumpSource, path: string, options: DumpOptions): Promise<Dumped> {
  requireHeadroom(options)
  const file = await made(path)
  try {
    const bytes = await writeHeap(protocol, file, dirname(path), options)
    await file.close()
    return { path, bytes }
  } catch (error) {
    await file.close()
    await removed(path)
    throw inWords(error, path)
  }
}

/**
 * The same into a file that is open already, which whoever opened it closes.
 *
 * @param folder on whose disk it is
 * @returns its bytes
 * @throws {NoAnswer} as {@link dumpHeap}; else what the system says of the file
 */
export async function writeHeap(
  protocol: DumpSource,
  file: FileHandle,
  folder: string,
  options: DumpOptions,
): Promise<number> {
  requireHeadroom(options)
  const roomBytes = await freeBytes(folder)
  const { mostFileBytes } = estimateDump(options.heapUsedBytes)
  if (roomBytes < mostFileBytes) {
    const texts = [formatBytes(mostFileBytes), formatBytes(Math.max(0, roomBytes))]
    throw new NoAnswer(`the file may take ${texts[0]}, and its disk has room for ${texts[1]}`)
  }
  return await taken(protocol, new ChunkWriter(file, protocol, roomBytes), options)
}

function requireHeadroom({ heapUsedBytes, availableBytes }: DumpOptions): void {
  const refusal = headroom(heapUsedBytes, availableBytes)
  if (refusal !== undefined) throw new NoAnswer(refusal)
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
export function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'EEXIST') return new NoAnswer(`${path} is there already`)
  return error.code === 'ENOSPC' ? new NoAnswer(`no room for ${path}`) : new NoAnswer(error.message)
}

/** What may be written there, so that its disk does not become full. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
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
