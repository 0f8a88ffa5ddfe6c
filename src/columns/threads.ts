import type { Column } from './column.ts'

export const threads: Column<number> = {
  id: 'threads',
  aliases: ['thr', 'nlwp'],
  title: 'THR',
  width: 4,
  align: 'right',
  about: 'Threads',
  needs: [],
  descending: true,
  value: row => row.record.threads,
  format: String,
  tone: value => (value === 1 ? 'dim' : 'plain'),
}
