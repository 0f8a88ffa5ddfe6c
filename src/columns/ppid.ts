import type { Column } from './column.ts'

export const ppid: Column<number> = {
  id: 'ppid',
  title: 'PPID',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Number of the parent process',
  needs: [],
  ofThread: 'process',
  idleMs: 0,
  descending: false,
  value: row => row.record.ppid,
  format: String,
}
