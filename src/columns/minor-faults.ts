import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const minorFaults: Column<number> = {
  id: 'minflt',
  title: 'MINFLT',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Page faults served without disk',
  needs: [],
  descending: true,
  together: 'sum',
  value: row => row.record.minorFaults,
  format: value => formatShortCount(value, 7),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
