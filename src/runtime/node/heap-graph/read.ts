/** Reads a heap snapshot and makes a graph of it, while keys are answered. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Slices } from '../../../sources/slices.ts'
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

/**
 * The heap that a file holds, or a stream.
 *
 * @throws {NotASnapshot} with the position, if it is no whole heap snapshot; else what the system says of the file; RangeError
 *   where there is not enough memory
 */
export async function readHeapGraph(
  from: string | SnapshotStream,
  told: (progress: ReadingProgress) => void = () => {},
): Promise<HeapGraph> {
  if (typeof from !== 'string') return await graphOfStream(from, told)
  // A pipe would be waited for.
  const file = await open(from, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error(`${from} is no file`)
    return await graphOfStream({ pieces: piecesOf(file), bytes: stat.size }, told)
  } finally {
    await file.close()
  }
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

async function graphOfStream(
  { pieces, bytes }: SnapshotStream,
  told: (progress: ReadingProgress) => void,
): Promise<HeapGraph> {
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
