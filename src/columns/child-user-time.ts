import { formatCpuTime, secondsOf } from '../model/units.ts'
import type { Column } from './column.ts'

export const childUserTime: Column<number> = {
  id: 'cutime',
  title: 'CUTIME',
  width: 8,
  align: 'right',
  kind: 'milliseconds',
  about: 'CPU time of children that it has waited for, their own code',
  needs: [],
  ofThread: 'none',
  descending: true,
  together: 'sum',
  value: row => row.record.childUserMs,
  format: formatCpuTime,
  raw: secondsOf,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
