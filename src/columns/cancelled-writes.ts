import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const cancelledWrites: Column<number> = {
  id: 'cnclwb',
  title: 'CNCLWB',
  width: 6,
  align: 'right',
  kind: 'bytes',
  about: 'Bytes it wrote and took back before they were stored',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.cancelledWriteBytes,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
