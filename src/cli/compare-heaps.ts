/**
 * `ntop compare OLD NEW` of two snapshots of a Node's heap. It stands apart from the program with all that reads them, for
 * few ever do: it is imported when it is needed.
 */
import type { OpenedFile } from '../export/bounded-text.ts'
import { heapGrowthKind, type ToldHeapGrowth } from '../export/heap-growth-shape.ts'
import { during, SnapshotFileError } from '../export/whole-file.ts'
import { formatBytes } from '../model/units.ts'
import { availableMemory } from '../runtime/available-memory.ts'
import type { HeapGraph } from '../runtime/node/heap-graph/graph.ts'
import { growthOf, olderHeap } from '../runtime/node/heap-graph/growth.ts'
import { NotASnapshot } from '../runtime/node/heap-graph/not-a-snapshot.ts'
import { readHeapGraph, type SnapshotStream } from '../runtime/node/heap-graph/read.ts'
import { grownSample, typesWorthLooking } from '../runtime/node/heap-graph/samples.ts'
import { inSlices } from '../runtime/node/heap-graph/work.ts'
import { NoAnswer } from '../runtime/session.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { heapGrowthLines } from './heap/growth.ts'
import type { CompareInvocation } from './invocation.ts'

interface HeapsPlace {
  readonly stdout: { write(text: string): unknown }
  /** Cells that a line may take; 0 for as many as it needs. */
  readonly width: number
  /** Undefined where this system does not tell how much memory there is. */
  readonly files: ProcessFiles | undefined
}

/** As many rows as a screen has, of text; documents for programs have all. */
const ROWS = 20

/**
 * Writes what grew, the most first. Resolves to the exit code.
 *
 * @throws SnapshotFileError where one of them is no whole heap snapshot, or there is not memory enough for it
 */
export async function runCompareHeaps(
  { json, top }: Pick<CompareInvocation, 'json' | 'top'>,
  old: OpenedFile,
  young: OpenedFile,
  { stdout, width, files }: HeapsPlace,
): Promise<number> {
  // One after the other, and of the older no more than is compared: two graphs at once would take twice the memory.
  const older = await inSlices(olderHeap(await graphOf(old, files)))
  const graph = await graphOf(young, files)
  const growth = await inSlices(growthOf(older, graph))
  const looked = typesWorthLooking(growth.rows)
  const samples = await Promise.all(looked.map(row => grownSample(older, graph, growth, row)))
  const told: ToldHeapGrowth = {
    old: old.file,
    new: young.file,
    growth,
    rows: growth.rows.slice(0, top),
    samples: samples.filter(sample => sample !== undefined),
  }
  await stdout.write(
    json
      ? `${JSON.stringify(heapGrowthKind.write(told))}\n`
      : `${heapGrowthLines(told, top ?? ROWS, width).join('\n')}\n`,
  )
  return 0
}

async function graphOf(file: OpenedFile, files: ProcessFiles | undefined): Promise<HeapGraph> {
  const available = files && (await availableMemory(files, process.pid))
  try {
    return await during(file.file, () => readHeapGraph(streamOf(file, available), () => {}, available))
  } catch (error) {
    if (error instanceof NotASnapshot || error instanceof NoAnswer)
      throw new SnapshotFileError(file.file, error.message)
    throw error
  }
}

/** Of what comes through a pipe, where nothing tells how much memory there is. */
const MOST_PIPED_BYTES = 1024 ** 3

/** What comes through a pipe has no size: as much as may be read at all. */
function streamOf({ pieces, bytes }: OpenedFile, availableBytes = 2 * MOST_PIPED_BYTES): SnapshotStream {
  if (bytes !== undefined) return { pieces, bytes }
  const most = Math.floor(availableBytes / 2)
  return { pieces: upTo(most, pieces), bytes: most }
}

async function* upTo(most: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > most) throw new NoAnswer(`more than ${formatBytes(most)} come, for which there is not memory enough`)
    yield piece
  }
}
