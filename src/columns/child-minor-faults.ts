import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const childMinorFaults: Column<number> = {
  id: 'cminflt',
  title: 'CMINFLT',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Minor page faults of children that it has waited for',
  needs: [],
  ofThread: 'none',
  descending: true,
  together: 'sum',
  value: row => row.record.childMinorFaults,
  format: value => formatShortCount(value, 7),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
