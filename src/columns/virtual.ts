import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const virtual: Column<number> = {
  id: 'vms',
  aliases: ['virt', 'vsz', 'vms'],
  title: 'VIRT',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Address space: everything mapped, used or not',
  needs: [],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'largest',
  value: row => (row.record.kernelThread ? undefined : row.record.vmsBytes),
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
