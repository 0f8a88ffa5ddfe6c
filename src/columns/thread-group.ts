import type { Column } from './column.ts'

export const threadGroup: Column<number> = {
  id: 'tgid',
  title: 'TGID',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Thread group: of a process the same as its number',
  needs: [],
  descending: false,
  value: row => row.record.pid,
  format: String,
}
