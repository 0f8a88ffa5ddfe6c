import type { Column } from './column.ts'

export const autogroupNice: Column<number> = {
  id: 'autonice',
  aliases: ['ani'],
  title: 'ANI',
  width: 3,
  align: 'right',
  kind: 'number',
  about: 'Nice value of that group, which counts before its own',
  needs: ['autogroup'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.rare?.autogroup?.nice,
  format: String,
  tone: value => (value === 0 ? 'dim' : value < 0 ? 'warn' : 'good'),
}
