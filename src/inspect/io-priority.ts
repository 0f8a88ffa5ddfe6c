/** How a process competes for a disk: ioprio_set(2), as ionice(1) tells. */
import type { IoPriority } from '../model/io-priority.ts'
import { parseIoPriority } from '../sources/ionice.ts'
import { type Field, fromFile } from './field.ts'
import type { Look } from './look.ts'

/** @param before what was found at the last look: once is enough for what hardly ever changes and costs a program */
export async function readIoPriority(
  { files, record }: Look,
  before: Field<IoPriority> | undefined,
): Promise<Field<IoPriority>> {
  return before ?? fromFile(await files.ioPriority(record.pid), bytes => parseIoPriority(bytes.toString('latin1')))
}

/** `best-effort 4`; without a class of its own the nice value says it. */
export function ioPriorityText(priority: IoPriority, nice: number | undefined): string {
  if (priority.class === 'none' && nice === undefined) return 'best-effort, by its nice value'
  if (priority.class === 'none') return `best-effort ${Math.floor(((nice ?? 0) + 20) / 5)}, by its nice value`
  return priority.level === undefined ? priority.class : `${priority.class} ${priority.level}`
}
