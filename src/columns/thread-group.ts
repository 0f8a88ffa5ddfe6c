import type { Column } from './column.ts'

export const threadGroup: Column<number> = {
  id: 'tgid',
  title: 'TGID',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Thread group: whose thread it is',
  needs: [],
  ofThread: 'process',
  descending: false,
  value: row => row.record.pid,
  format: String,
}
