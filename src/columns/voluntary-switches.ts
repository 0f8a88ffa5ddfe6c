import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const voluntarySwitches: Column<number> = {
  id: 'vctxt',
  title: 'VCTXT',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'Times that its threads left a processor to wait',
  needs: ['switches'],
  descending: true,
  together: 'sum',
  value: row => row.facts.rare?.switches?.now.value.voluntary,
  format: value => formatShortCount(value, 6),
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
