import type { Column } from './column.ts'

export const user: Column<string> = {
  id: 'user',
  title: 'USER',
  width: 9,
  align: 'left',
  kind: 'text',
  about: 'Effective user: the one whose rights it has',
  needs: ['owner'],
  ofThread: 'process',
  descending: false,
  value: row => row.facts.user,
  format: name => name,
  tone: (_, row, context) => (row.facts.uid === context.ownUid ? 'plain' : 'dim'),
}
