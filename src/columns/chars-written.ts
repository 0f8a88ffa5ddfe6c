import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const charsWritten: Column<number> = {
  id: 'wchar',
  title: 'WCHAR',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Bytes that it has written, the cache and pipes included',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.writeChars,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
