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

/** What a heap comes from. */
export interface HeapSource {
  /** Hands on each piece; resolves once all have come. @throws {NoAnswer} */
  take(heard: (bytes: Buffer) => void, signal: AbortSignal): Promise<void>
  /** Reads nothing until {@link resume}: the program waits for that. */
  pause(): void
  resume(): void
}

export interface DumpOptions extends HeapRoom {
  /** Hears how many bytes of the file are written. */
  readonly told?: (bytes: number) => void
  readonly signal?: AbortSignal
  /** So long the target may write nothing once it has begun to: before that it walks its heap. */
  readonly silenceMs?: number
}

/** What is left free of a disk. */
const RESERVE_BYTES = 64 << 20
/** So much may wait to be written: then nothing is read from the target until most of it is. */
const MOST_WAITING_BYTES = 8 << 20
const SILENCE_MS = 60_000
/** Nobody waits for longer until it has walked its heap. */
const MOST_MS = 3_600_000

/**
 * Takes a snapshot of the heap. The file must not be there yet, is ours alone, and is removed where nothing comes of it.
 *
 * @throws {NoAnswer} in words; if the target fell silent or it was given up, it may still be at it
 */
export async function dumpHeap(source: HeapSource, path: string, options: DumpOptions): Promise<Dumped> {
  requireHeadroom(options)
  const file = await made(path)
  try {
    const bytes = await writeHeap(source, file, dirname(path), options)
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
  source: HeapSource,
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
  return await taken(source, new PieceWriter(file, source, roomBytes), options)
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

async function taken(source: HeapSource, writer: PieceWriter, options: DumpOptions): Promise<number> {
  const { told = () => {}, signal, silenceMs = SILENCE_MS } = options
  const stopping = new AbortController()
  let stop: (reason: NoAnswer) => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = reason => {
      reject(reason)
      stopping.abort()
    }
  })
  const silent = () => stop(new NoAnswer(`it said nothing for ${spanText(silenceMs)}`))
  let timer = setTimeout(silent, MOST_MS)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(silent, silenceMs)
    told(writer.writtenBytes)
  }
  writer.onWritten = heard
  const givenUp = () => stop(new NoAnswer('given up'))
  signal?.addEventListener('abort', givenUp)
  const take = (piece: Buffer) => {
    writer.add(piece)
    heard()
  }
  try {
    if (signal?.aborted === true) throw new NoAnswer('given up')
    await Promise.race([source.take(take, stopping.signal), stopped])
    return await Promise.race([writer.end(), stopped])
  } finally {
    signal?.removeEventListener('abort', givenUp)
    clearTimeout(timer)
    await writer.leave()
  }
}

/** Writes pieces one after the other. What goes wrong is told at the end: until then the target goes on in any case. */
class PieceWriter {
  readonly #file: FileHandle
  readonly #source: HeapSource
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

  constructor(file: FileHandle, source: HeapSource, mostBytes: number) {
    this.#file = file
    this.#source = source
    this.#mostBytes = mostBytes
  }

  add(bytes: Buffer): void {
    if (this.#wrong !== undefined) return
    this.#takenBytes += bytes.length
    if (this.#takenBytes > this.#mostBytes) {
      this.#fail(new NoAnswer('the file becomes larger than its disk has room for'))
      return
    }
    this.#lastByte = bytes.at(-1) ?? this.#lastByte
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > MOST_WAITING_BYTES && !this.#isPaused) {
      this.#isPaused = true
      this.#source.pause()
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
    this.#source.resume()
  }
}

const CLOSE_BRACE = 0x7d
