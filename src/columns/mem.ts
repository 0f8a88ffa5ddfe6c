import { residentBytes } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { formatPct } from '../model/units.ts'
import type { Column } from './column.ts'

export const mem: Column<number> = {
  id: 'mem',
  aliases: ['mem%', 'pmem'],
  title: 'MEM%',
  width: 5,
  align: 'right',
  kind: 'percent',
  about: 'Resident memory as a share of the machine’s',
  needs: ['statm'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: row => (row.record.kernelThread ? undefined : residentPct(row)),
  why: ({ memPct }) => (memPct === undefined ? 'it is not known how much memory the machine has' : undefined),
  format: formatPct,
  tone: value => (value < 0.05 ? 'dim' : value),
}

/** Resident memory as a share of the machine's, exact where {@link residentBytes} is. */
export function residentPct({ record, memPct }: ProcessRow): number | undefined {
  if (memPct === undefined || record.rssBytes === 0) return memPct
  return memPct * (residentBytes(record) / record.rssBytes)
}
