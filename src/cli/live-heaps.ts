/** Live heaps for the screen: what gets into programs, what reads their code and what writes files, each loaded when it is used. */
import type { ProcessId, ProcessRecord } from '../model/process.ts'
import { clean } from '../model/text.ts'
import { formatBytes } from '../model/units.ts'
import type { CodePlace } from '../runtime/allocations.ts'
import { compareAllocations } from '../runtime/compare.ts'
import type { Detection } from '../runtime/detection.ts'
import type { LiveHeaps, SavedAllocations } from '../runtime/heaps.ts'
import type { Live, LiveEntrance } from '../runtime/live.ts'
import { routeOf } from '../runtime/route.ts'
import type { NotAttached } from '../runtime/session.ts'
import type { Source } from '../sources/source.ts'

/** What was found out of a program, for whoever then attaches to it. */
interface Found {
  readonly entrance: LiveEntrance
  readonly live: Live
  readonly process: ProcessRecord
  readonly detection: Detection
}

type ReadLine = (place: CodePlace) => Promise<string | undefined>

const NOT_FOUND: NotAttached = { failed: 'it has not been looked at', restored: [], leftBehind: [] }

/**
 * Undefined where the source has no files of processes.
 *
 * @param load loads what gets into programs
 */
export function liveHeaps(source: Source, load: () => Promise<LiveEntrance>): LiveHeaps | undefined {
  const { files } = source
  if (files === undefined) return undefined
  let found: Found | undefined
  let read: { readonly id: ProcessId; readonly line: Promise<ReadLine> } | undefined
  return {
    async detect(process, bootAtMs) {
      const entrance = await load()
      const live = entrance.openLive({ files, lookAt: pid => source.look(pid), bootAtMs })
      const program = await entrance.detectLive(process, live)
      if ('why' in program) return program
      const { detection } = program
      found = { entrance, live, process, detection }
      return detection
    },
    async attach(id, consent, signal) {
      if (found === undefined || found.process.id !== id) return NOT_FOUND
      const { entrance, live, process, detection } = found
      return await entrance.attachLive(process, detection, consent, live, signal)
    },
    async sourceLine(id, place) {
      // Of one program: of another it is read anew.
      if (read?.id !== id)
        read = {
          id,
          line: import('../runtime/source-line.ts').then(module => readerOf(new module.SourceLines(files, id))),
        }
      const line = await read.line
      return await line(place)
    },
    save: saveAllocations,
  }
}

function readerOf(lines: { lineOf: ReadLine }): ReadLine {
  return place => lines.lineOf(place)
}

async function saveAllocations(file: string, saved: SavedAllocations): Promise<string> {
  const { writeHeapLines, writeHeapSnapshot } = await import('../export/heap-file.ts')
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
