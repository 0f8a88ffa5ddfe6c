/** How near one process is to another: who talks to each other mostly is, so those are looked at first. */
import type { ProcessRecord } from '../model/process.ts'

/** The nearest first. `stranger`: nothing is known to connect them. */
export type Kinship = 'family' | 'sibling' | 'group' | 'stranger'

const ORDER: readonly Kinship[] = ['family', 'sibling', 'group', 'stranger']

/** The first process of a namespace takes in all orphans: to have it as a parent makes nobody siblings. */
const INIT = 1

export function kinship(one: ProcessRecord, other: ProcessRecord): Kinship {
  if (one.pid === other.ppid || one.ppid === other.pid) return 'family'
  if (one.ppid === other.ppid && one.ppid > INIT) return 'sibling'
  const sameGroup = one.processGroup === other.processGroup && (one.processGroup ?? 0) > 0
  return sameGroup || (one.session === other.session && (one.session ?? 0) > 0) ? 'group' : 'stranger'
}

/** Records by their kinship to one, the nearest first; the order is kept among those of one kind. */
export function nearestFirst(one: ProcessRecord, others: readonly ProcessRecord[]): ProcessRecord[] {
  const byKinship = new Map<Kinship, ProcessRecord[]>(ORDER.map(kind => [kind, []]))
  for (const other of others) byKinship.get(kinship(one, other))?.push(other)
  return [...byKinship.values()].flat()
}
