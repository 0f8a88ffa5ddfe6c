import { residentBytes } from '../model/process.ts'
import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const resident: Column<number> = {
  id: 'rss',
  aliases: ['res', 'rss', 'memory'],
  title: 'RES',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Resident memory: pages in RAM, shared ones counted in full',
  needs: ['statm'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: row => (row.record.kernelThread ? undefined : residentBytes(row.record)),
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
