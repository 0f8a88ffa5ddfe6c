import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const charsRead: Column<number> = {
  id: 'rchar',
  title: 'RCHAR',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Bytes that it has read, the cache and pipes included',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.readChars,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
