/** `ntop snapshot PID FILE`: keeps what a process's memory is now, to be compared with later. */
import { writeMemorySnapshot } from '../export/memory-snapshot-file.ts'
import { checkPlace } from '../export/whole-file.ts'
import { unknownText } from '../inspect/field.ts'
import { whyNoProcess } from '../inspect/find-process.ts'
import { readParts } from '../inspect/inspection.ts'
import { Look } from '../inspect/look.ts'
import { type MemorySnapshot, memorySnapshot } from '../inspect/memory-snapshot.ts'
import { UserTasks } from '../inspect/user-tasks.ts'
import { derive } from '../model/derive.ts'
import { clean } from '../model/text.ts'
import { formatBytes, formatCount } from '../model/units.ts'
import { onlyLinux } from '../sources/only-linux.ts'
import type { Source } from '../sources/source.ts'
import type { SnapshotInvocation } from './invocation.ts'

/** Where the command runs. */
export interface SnapshotPlace {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Ends it; what was begun is taken away. */
  readonly signal: AbortSignal
}

/**
 * Writes a snapshot of the process and a line on what is in it. Resolves to the exit code: 0, or 1 with a line on stderr
 * where there is no such process or its mappings may not be read; then there is no file either.
 *
 * @throws SnapshotFileError where it cannot be written
 */
export async function runSnapshot(
  invocation: SnapshotInvocation,
  source: Source,
  place: SnapshotPlace,
): Promise<number> {
  const { pid, file, replace } = invocation
  await checkPlace(file, replace)
  const taken = await take(pid, source)
  if (typeof taken === 'string') {
    await place.stderr.write(`ntop: ${taken}\n`)
    return 1
  }
  const bytes = await writeMemorySnapshot(file, taken, { replace, signal: place.signal })
  const { space, process } = taken
  const mappings = `${formatCount(space.count)} ${space.count === 1 ? 'mapping' : 'mappings'}`
  const { rssBytes } = space.total
  const memory =
    rssBytes === undefined ? `${formatBytes(space.total.sizeBytes)} mapped` : `RSS ${formatBytes(rssBytes)}`
  await place.stdout.write(`${pid} ${process.name}: ${mappings}, ${memory}; ${clean(file)} has ${formatBytes(bytes)}\n`)
  if (space.sizesOnly !== undefined) {
    await place.stderr.write(`ntop: only the sizes of its mappings are known: ${unknownText(space.sizesOnly)}\n`)
  }
  return 0
}

/** The snapshot, or in words why there is none. */
async function take(pid: number, source: Source): Promise<MemorySnapshot | string> {
  const { files, names } = source
  if (files === undefined) return `process ${pid} cannot be looked at: ${onlyLinux('memory')}`
  const snapshot = derive(undefined, await source.scan({ everyone: new Set() }))
  const row = snapshot.processes.find(({ record }) => record.pid === pid)
  if (row === undefined) return whyNoProcess(files, pid)
  await source.fill([row.id], new Set(['command']))
  const look = new Look(files, row, { snapshot, names, userTasks: new UserTasks(files), thorough: true })
  const values = await readParts(look, ['memory', 'maps'])
  const who = `process ${pid} (${row.record.name})`
  if (values === undefined) return `${who} ended while being looked at`
  const taken = memorySnapshot(look, values)
  return typeof taken === 'string' ? `${who}: ${unknownText(taken)}` : taken
}
