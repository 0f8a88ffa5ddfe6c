import { formatPct } from '../model/units.ts'
import type { Column } from './column.ts'

export const mem: Column<number> = {
  id: 'mem',
  aliases: ['mem%', 'pmem'],
  title: 'MEM%',
  width: 4,
  align: 'right',
  about: 'Resident memory as a share of the machine’s',
  needs: [],
  descending: true,
  value: row => (row.record.kernelThread ? undefined : row.memPct),
  format: formatPct,
  tone: value => (value < 0.05 ? 'dim' : value),
}
