import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const writeCalls: Column<number> = {
  id: 'syscw',
  title: 'SYSCW',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'System calls that wrote, since it was started',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.writeCalls,
  format: value => formatShortCount(value, 6),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
