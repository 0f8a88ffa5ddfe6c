import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'

export const threads: Column<number> = {
  id: 'threads',
  aliases: ['thr', 'nlwp'],
  title: 'THR',
  width: 4,
  align: 'right',
  kind: 'number',
  about: 'Threads',
  needs: [],
  ofThread: 'none',
  descending: true,
  together: 'sum',
  value: row => row.record.threads,
  format: value => formatShortCount(value, 4),
  tone: value => (value <= 1 ? 'dim' : 'plain'),
}
