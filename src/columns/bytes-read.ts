import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const bytesRead: Column<number> = {
  id: 'rbytes',
  title: 'RBYTES',
  width: 6,
  align: 'right',
  kind: 'bytes',
  about: 'Bytes that it has read from storage',
  needs: ['io'],
  descending: true,
  together: 'sum',
  value: row => row.facts.io?.value.readBytes,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
