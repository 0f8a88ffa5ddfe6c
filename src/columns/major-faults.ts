import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const majorFaults: Column<number> = {
  id: 'majflt',
  title: 'MAJFLT',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'Page faults that had to read from disk',
  needs: [],
  descending: true,
  together: 'sum',
  value: row => row.record.majorFaults,
  format: value => formatShortCount(value, 6),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
