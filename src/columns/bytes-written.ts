import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const bytesWritten: Column<number> = {
  id: 'wbytes',
  title: 'WBYTES',
  width: 6,
  align: 'right',
  kind: 'bytes',
  about: 'Bytes that it has written to storage',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.writeBytes,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
