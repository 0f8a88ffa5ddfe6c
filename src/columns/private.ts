import { residentBytes } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const privateMemory: Column<number> = {
  id: 'priv',
  aliases: ['private'],
  title: 'PRIV',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Resident memory that is not SHR: what it wrote itself',
  needs: ['statm'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: privateBytes,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}

/** Undefined where either is not known, and for a kernel thread, which has no memory of its own. */
export function privateBytes({ record, facts }: ProcessRow): number | undefined {
  if (record.kernelThread || facts.sharedBytes === undefined) return undefined
  return Math.max(0, residentBytes(record) - facts.sharedBytes)
}
