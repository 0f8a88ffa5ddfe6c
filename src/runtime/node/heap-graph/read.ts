/** Reads a heap snapshot and makes a graph of it, while keys are answered. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { formatBytes } from '../../../model/units.ts'
import { Slices } from '../../../sources/slices.ts'
import { NoAnswer } from '../../session.ts'
import { graphOf, type HeapGraph } from './graph.ts'
import { SnapshotParser } from './parser.ts'
import { inSlices } from './work.ts'

const READ_BYTES = 1 << 18
/** So much is parsed before keys may have their turn. */
const PIECE_BYTES = 1 << 14

/** How far it is: what it does, and which part of that is done, from 0 to 1. */
export interface ReadingProgress {
  readonly doing: 'reading' | 'working'
  readonly share: number
}

/** A heap snapshot that comes in pieces. */
export interface SnapshotStream {
  readonly pieces: AsyncIterable<Uint8Array>
  /** All of them together, at most. */
  readonly bytes: number
}

/** Of our own memory, while it is made into a graph and after: as measured, see docs/heap/dump.md. */
const MEMORY_A_BYTE = 2

/**
 * The heap that a file holds, or a stream.
 *
 * @param availableBytes memory that there is for it, if that is known
 * @throws {NotASnapshot} with the position, if it is no whole heap snapshot; {@link NoAnswer} where there is not memory
 *   enough; else what the system says of the file
 */
export async function readHeapGraph(
  from: string | SnapshotStream,
  told: (progress: ReadingProgress) => void = () => {},
  availableBytes = Number.POSITIVE_INFINITY,
): Promise<HeapGraph> {
  if (typeof from !== 'string') return await graphOfStream(from, told, availableBytes)
  // A pipe would be waited for.
  const file = await open(from, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new NoAnswer(`${from} is no file`)
    return await graphOfStream({ pieces: piecesOf(file), bytes: stat.size }, told, availableBytes)
  } finally {
    await file.close()
  }
}

/** What a file holds from its beginning, wherever in it was read or written last. */
export async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function graphOfStream(
  { pieces, bytes }: SnapshotStream,
  told: (progress: ReadingProgress) => void,
  availableBytes: number,
): Promise<HeapGraph> {
  const neededBytes = bytes * MEMORY_A_BYTE
  if (neededBytes > availableBytes) {
    throw new NoAnswer(`to read it takes ${formatBytes(neededBytes)}, and ${formatBytes(availableBytes)} are left`)
  }
  const parser = new SnapshotParser(bytes)
  const slices = new Slices()
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PIECE_BYTES) {
      parser.push(piece.subarray(at, at + PIECE_BYTES))
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    told({ doing: 'reading', share: bytes === 0 ? 1 : Math.min(1, parser.position / bytes) })
  }
  return await inSlices(graphOf(parser.end(), (done, of) => told({ doing: 'working', share: done / of })))
}
