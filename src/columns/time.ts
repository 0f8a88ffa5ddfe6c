import { cpuMsOf } from '../model/process.ts'
import { formatCpuTime, secondsOf } from '../model/units.ts'
import type { Column } from './column.ts'

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
  raw: secondsOf,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
