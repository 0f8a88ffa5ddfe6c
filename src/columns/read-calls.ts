import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const readCalls: Column<number> = {
  id: 'syscr',
  title: 'SYSCR',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'System calls that read, since it was started',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.readCalls,
  format: value => formatShortCount(value, 6),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
