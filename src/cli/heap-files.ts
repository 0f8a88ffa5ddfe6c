/**
 * The files around live heaps: the code of programs, whose lines are shown, and what is kept of allocations. Most never look
 * into a heap, so it stands beside the program: `live-heaps.ts` alone imports it, when it is needed.
 */
import { writeHeapLines, writeHeapSnapshot } from '../export/heap-file.ts'
import type { ProcessId } from '../model/process.ts'
import { clean } from '../model/text.ts'
import { formatBytes } from '../model/units.ts'
import { compareAllocations } from '../runtime/compare.ts'
import type { SavedAllocations } from '../runtime/heaps.ts'
import { routeOf } from '../runtime/route.ts'
import { SourceLines } from '../runtime/source-line.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { SourceLine } from './heap/lines.ts'

/** Reads the code of one process. */
export function lineReader(files: ProcessFiles, id: ProcessId): SourceLine {
  const lines = new SourceLines(files, id)
  return place => lines.lineOf(place)
}

/** Resolves to what is said of it. */
export async function saveAllocations(file: string, saved: SavedAllocations): Promise<string> {
  const { row, host, before, after, by, path, effects } = saved
  const { id, pid, name, startMs } = row.record
  const options = { replace: false, signal: new AbortController().signal }
  try {
    if (before === undefined) {
      const startedAtMs = host.bootAtMs === undefined ? undefined : host.bootAtMs + startMs
      const process = { id, pid, name, startedAtMs, command: row.facts.command }
      const kept = { host: { name: host.name, bootId: host.bootId }, process, snapshot: after }
      return savedText(file, await writeHeapSnapshot(file, kept, options))
    }
    const comparison = compareAllocations(before, after, { by, ...(path !== '' && { path }) })
    const route = routeOf(after.runtime, after.version)
    const told = { comparison, rows: comparison.rows, process: { id, pid, name }, route, effects, leftBehind: [] }
    return savedText(file, await writeHeapLines(file, told, options))
  } catch (error) {
    if (error instanceof Error && 'code' in error) return clean(error.message)
    throw error
  }
}

function savedText(file: string, bytes: number): string {
  return `${clean(file)} has ${formatBytes(bytes)}`
}
