import { formatCpuTime, secondsOf } from '../model/units.ts'
import type { Column } from './column.ts'

export const userTime: Column<number> = {
  id: 'utime',
  title: 'UTIME',
  width: 8,
  align: 'right',
  kind: 'milliseconds',
  about: 'CPU time that it used for its own code',
  needs: [],
  descending: true,
  together: 'sum',
  value: row => row.record.userMs,
  format: formatCpuTime,
  raw: secondsOf,
  tone: value => (value < 10 ? 'dim' : 'plain'),
}
