/** Live heaps for the screen: what gets into programs, and what reads their code and writes files, each loaded when it is used. */
import type { ProcessId, ProcessRecord } from '../model/process.ts'
import type { Detection } from '../runtime/detection.ts'
import type { LiveHeaps } from '../runtime/heaps.ts'
import type { Live, LiveEntrance } from '../runtime/live.ts'
import type { NotAttached } from '../runtime/session.ts'
import type { Source } from '../sources/source.ts'
import type { SourceLine } from './heap/lines.ts'

/** What was found out of a program, for whoever then attaches to it. */
interface Found {
  readonly entrance: LiveEntrance
  readonly live: Live
  readonly process: ProcessRecord
  readonly detection: Detection
}

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
  let read: { readonly id: ProcessId; readonly line: Promise<SourceLine> } | undefined
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
      if (read?.id !== id) read = { id, line: import('./heap-files.ts').then(module => module.lineReader(files, id)) }
      const line = await read.line
      return await line(place)
    },
    async save(file, saved) {
      const { saveAllocations } = await import('./heap-files.ts')
      return await saveAllocations(file, saved)
    },
  }
}
