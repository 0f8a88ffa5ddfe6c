import { formatCpuTime, secondsOf } from '../model/units.ts'
import type { Column } from './column.ts'

export const childSystemTime: Column<number> = {
  id: 'cstime',
  title: 'CSTIME',
  width: 8,
  align: 'right',
  kind: 'milliseconds',
  about: 'CPU time of children that it has waited for, in the kernel',
  needs: [],
  ofThread: 'none',
  descending: true,
  together: 'sum',
  value: row => row.record.childSystemMs,
  format: formatCpuTime,
  raw: secondsOf,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
