import { surroundingsOf, surroundingsText } from '../procfs/container.ts'
import type { Column } from './column.ts'

/** Many processes share a group. */
const known = new Map<string, string | undefined>()
const MOST_KNOWN = 1000

export const container: Column<string> = {
  id: 'container',
  title: 'CONTAINER',
  width: 20,
  align: 'left',
  kind: 'text',
  about: 'Container by the name of its control group; – without one',
  needs: ['cgroup'],
  ofThread: 'process',
  descending: false,
  value: row => (row.facts.cgroup === undefined ? undefined : containerOf(row.facts.cgroup)),
  why: row => (row.facts.cgroup === undefined ? undefined : 'it runs in no container that is known by its group'),
  format: text => text,
}

/** `docker 0f3c5b8d9e2a`; undefined where the path tells of none. */
export function containerOf(path: string): string | undefined {
  if (known.has(path)) return known.get(path)
  if (known.size >= MOST_KNOWN) known.clear()
  const text = surroundingsText({ ...surroundingsOf([path]), unit: undefined })
  known.set(path, text)
  return text
}
