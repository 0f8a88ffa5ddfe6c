import type { Column } from './column.ts'

export const userId: Column<number> = {
  id: 'uid',
  aliases: ['euid'],
  title: 'UID',
  width: 10,
  align: 'right',
  kind: 'number',
  about: 'Number of the effective user',
  needs: ['owner'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.uid,
  format: String,
  tone: (value, _, context) => (value === context.ownUid ? 'plain' : 'dim'),
}
