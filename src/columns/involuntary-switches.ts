import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const involuntarySwitches: Column<number> = {
  id: 'ictxt',
  title: 'ICTXT',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'Times that its threads had to make room for others',
  needs: ['switches'],
  descending: true,
  together: 'sum',
  value: row => row.facts.rare?.switches?.now.value.involuntary,
  format: value => formatShortCount(value, 6),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
