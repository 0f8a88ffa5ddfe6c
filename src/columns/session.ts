import type { Column } from './column.ts'

export const session: Column<number> = {
  id: 'session',
  aliases: ['sid'],
  title: 'SESSION',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Session number',
  needs: [],
  ofThread: 'process',
  idleMs: 0,
  descending: false,
  value: row => row.record.session,
  format: String,
}
