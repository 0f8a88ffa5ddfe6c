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
  value: row => row.record.userMs + row.record.systemMs,
  format: formatCpuTime,
  raw: seconds,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
