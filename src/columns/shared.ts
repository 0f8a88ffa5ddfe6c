import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const shared: Column<number> = {
  id: 'shared',
  aliases: ['shr'],
  title: 'SHR',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Resident memory that is shared: file pages and shared memory',
  needs: ['statm'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'largest',
  value: row => (row.record.kernelThread ? undefined : row.facts.sharedBytes),
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
