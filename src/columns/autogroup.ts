import type { Column } from './column.ts'

export const autogroup: Column<number> = {
  id: 'autogroup',
  aliases: ['agrp'],
  title: 'AGRP',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Group of its session that shares processors as one (sched)',
  needs: ['autogroup'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.rare?.autogroup?.id,
  format: String,
}
