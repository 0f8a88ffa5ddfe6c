import { formatCpuTime, secondsOf } from '../model/units.ts'
import type { Column } from './column.ts'

export const systemTime: Column<number> = {
  id: 'stime',
  title: 'STIME',
  width: 8,
  align: 'right',
  kind: 'milliseconds',
  about: 'CPU time that the kernel used for it',
  needs: [],
  descending: true,
  together: 'sum',
  value: row => row.record.systemMs,
  format: formatCpuTime,
  raw: secondsOf,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
