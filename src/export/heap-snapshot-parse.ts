/** Reads what {@link heapSnapshotText} has written; whatever else a file holds is refused with the place where it went wrong. */
import type { CodePlace, MemoryBeside, Trace } from '../runtime/allocations.ts'
import { Slices } from '../sources/slices.ts'
import { type Checked, Misfit } from './checked.ts'
import { documentOf, hostOf, processOf } from './document.ts'
import { HEAP_SNAPSHOT, type KeptHeap, LINES, PLACE_COLUMNS, RUNTIMES, TRACE_COLUMNS } from './heap-snapshot-shape.ts'

export const HEAP_SNAPSHOT_NAME = 'heap snapshot'

/**
 * The snapshot that a text holds. All strings in it are cleaned for the screen: the file may be anybody's.
 *
 * @throws Misfit saying what is wrong, and where
 */
export async function parseHeapSnapshot(text: string): Promise<KeptHeap> {
  const document = documentOf(text, HEAP_SNAPSHOT, HEAP_SNAPSHOT_NAME)
  const figure = (name: string): number | undefined => document.key(name).orNull(bytes => bytes.bytes()) ?? undefined
  return {
    host: hostOf(document.key('host')),
    process: processOf(document.key('process')),
    snapshot: {
      runtime: document.key('runtime').oneOf(RUNTIMES),
      version: document.key('version').text(),
      atMs: document.key('at').time(),
      tracedSinceMs: document.key('tracedSince').time(),
      lines: document.key('lines').oneOf(LINES),
      sampledEveryBytes: figure('sampledEveryBytes'),
      peakBytes: figure('peakBytes'),
      memory: memoryOf(document.key('memory')),
      traces: await tracesOf(document.key('traces'), await placesOf(document)),
    },
  }
}

function memoryOf(memory: Checked): MemoryBeside {
  // A figure that was not told of yet by the ntop that wrote it is unknown.
  const figure = (name: keyof MemoryBeside): number | undefined => memory.key(name).orAbsent(bytes => bytes.bytes())
  return {
    rssBytes: figure('rssBytes'),
    heapUsedBytes: figure('heapUsedBytes'),
    nativeBytes: figure('nativeBytes'),
    overheadBytes: figure('overheadBytes'),
  }
}

async function placesOf(document: Checked): Promise<CodePlace[]> {
  const files = document
    .key('files')
    .list()
    .map(file => file.text())
  return await rowsOf(document.key('places'), PLACE_COLUMNS, at => ({
    file: pick(files, at('file'), 'file'),
    line: at('line').orNull(line => line.count()) ?? undefined,
    function: at('function').orNull(name => name.text()) ?? undefined,
  }))
}

async function tracesOf(traces: Checked, places: readonly CodePlace[]): Promise<Trace[]> {
  return await rowsOf(traces, TRACE_COLUMNS, at => {
    const frames = at('places')
      .list()
      .map(number => pick(places, number, 'place'))
    if (frames.length === 0) throw new Misfit(`${at('places').place} is empty`)
    return { frames, bytes: at('bytes').bytes(), count: at('count').bytes() }
  })
}

/** One of a list by its number. */
function pick<T>(all: readonly T[], number: Checked, what: string): T {
  const found = all[number.count()]
  if (found === undefined)
    throw new Misfit(`${number.place} is ${number.count()}, and there are ${all.length} ${what}s`)
  return found
}

/** Of a table, with its columns by name: a later version may have more of them. Others may run meanwhile. */
async function rowsOf<K extends string, T>(
  table: Checked,
  names: readonly K[],
  read: (at: (name: K) => Checked) => T,
): Promise<T[]> {
  const columns = table.key('columns').list()
  const places = new Map(names.map(name => [name, columns.findIndex(column => column.value === name)]))
  for (const [name, place] of places) {
    if (place < 0) throw new Misfit(`${table.key('columns').place} has no "${name}"`)
  }
  const slices = new Slices()
  const found: T[] = []
  for (const row of table.key('rows').list()) {
    found.push(read(name => row.entry(places.get(name) ?? -1, name)))
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return found
}
