/** How a process competes for a disk: ioprio_set(2), as ionice(1) tells. */
import { type Field, fromFile } from './field.ts'
import type { Look } from './look.ts'

export const IO_CLASSES = ['none', 'realtime', 'best-effort', 'idle'] as const
export type IoClass = (typeof IO_CLASSES)[number]

export interface IoPriority {
  readonly class: IoClass
  /** 0 is the highest of 8; undefined where the class has none. */
  readonly level: number | undefined
}

/** @param before what was found at the last look: once is enough for what hardly ever changes and costs a program */
export async function readIoPriority(
  { files, record }: Look,
  before: Field<IoPriority> | undefined,
): Promise<Field<IoPriority>> {
  return before ?? fromFile(await files.ioPriority(record.pid), bytes => parseIoPriority(bytes.toString('latin1')))
}

/** Of what ionice prints: `best-effort: prio 4`, `idle`. Undefined for anything else. */
export function parseIoPriority(text: string): IoPriority | undefined {
  const [, word, level] = /^([a-z-]+)(?:: prio (\d))?\s*$/.exec(text) ?? []
  const found = IO_CLASSES.find(name => name === word)
  if (found === undefined) return undefined
  const hasLevel = found === 'realtime' || found === 'best-effort'
  if (hasLevel && level === undefined) return undefined
  return { class: found, level: hasLevel ? Number(level) : undefined }
}

/** `best-effort 4`; without a class of its own the nice value says it. */
export function ioPriorityText(priority: IoPriority, nice: number): string {
  if (priority.class === 'none') return `best-effort ${Math.floor((nice + 20) / 5)}, by its nice value`
  return priority.level === undefined ? priority.class : `${priority.class} ${priority.level}`
}
