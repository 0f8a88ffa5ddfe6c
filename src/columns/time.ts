import { cpuMsOf } from '../model/process.ts'
import { formatCpuTime } from '../model/units.ts'
import type { Column } from './column.ts'
import { seconds } from './seconds.ts'

export const time: Column<number> = {
  id: 'time',
  aliases: ['time+', 'cputime'],
  title: 'TIME+',
  width: 8,
  align: 'right',
  kind: 'milliseconds',
  about: 'CPU time used since it started',
  needs: [],
  descending: true,
  together: 'sum',
  value: row => cpuMsOf(row.record),
  format: formatCpuTime,
  raw: seconds,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
