import type { Column } from './column.ts'

export const nice: Column<number> = {
  id: 'nice',
  aliases: ['ni'],
  title: 'NI',
  width: 3,
  align: 'right',
  kind: 'number',
  about: 'Nice value: -20 goes first, 19 goes last',
  needs: [],
  idleMs: 0,
  descending: false,
  value: row => row.record.nice,
  format: String,
  tone: value => (value === 0 ? 'dim' : value < 0 ? 'warn' : 'good'),
}
