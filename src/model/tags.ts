/** Processes that were picked out to be acted on together. A tag is on the process itself, not on its pid or its place. */
import type { ProcessId } from './process.ts'
import type { ProcessRow } from './snapshot.ts'

export type Tags = ReadonlySet<ProcessId>

export const NO_TAGS: Tags = new Set()

/** With a tag on each of these, or without where all had one. */
export function toggleTags(tagged: Tags, ids: readonly ProcessId[]): Tags {
  const next = new Set(tagged)
  const untag = ids.every(id => tagged.has(id))
  for (const id of ids) {
    if (untag) next.delete(id)
    else next.add(id)
  }
  return next
}

/**
 * With tags on the process and on all that descend from it, by the parents that they have now. What is done to a process
 * is done to its threads; from a thread nobody descends.
 *
 * @param rows of processes
 */
export function tagFamily(tagged: Tags, root: ProcessRow, rows: readonly ProcessRow[]): Tags {
  if (root.threadOf !== undefined) return new Set([...tagged, root.id])
  const children = new Map<number, ProcessRow[]>()
  for (const row of rows) {
    const { ppid } = row.record
    const siblings = children.get(ppid)
    if (siblings === undefined) children.set(ppid, [row])
    else siblings.push(row)
  }
  const family = new Set<ProcessId>()
  const left = [root]
  // Lines that were read one after the other may tell of a circle.
  for (let row = left.pop(); row !== undefined; row = left.pop()) {
    if (family.has(row.id)) continue
    family.add(row.id)
    left.push(...(children.get(row.record.pid) ?? []))
  }
  return new Set([...tagged, ...family])
}

/** The rows of those with a tag, in the order of the rows. */
export function taggedRows(tagged: Tags, rows: readonly ProcessRow[]): ProcessRow[] {
  return tagged.size === 0 ? [] : rows.filter(row => tagged.has(row.id))
}
