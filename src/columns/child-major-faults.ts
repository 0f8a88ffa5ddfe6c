import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const childMajorFaults: Column<number> = {
  id: 'cmajflt',
  title: 'CMAJFLT',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Major page faults of children that it has waited for',
  needs: [],
  ofThread: 'none',
  descending: true,
  together: 'sum',
  value: row => row.record.childMajorFaults,
  format: value => formatShortCount(value, 7),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
