import type { Column } from './column.ts'

export const pid: Column<number> = {
  id: 'pid',
  title: 'PID',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Process number',
  needs: [],
  descending: false,
  value: row => row.record.pid,
  format: String,
}
