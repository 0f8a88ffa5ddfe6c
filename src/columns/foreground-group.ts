import type { Column } from './column.ts'

export const foregroundGroup: Column<number> = {
  id: 'tpgid',
  title: 'TPGID',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Process group that its terminal listens to',
  needs: [],
  ofThread: 'process',
  idleMs: 0,
  descending: false,
  value: ({ record }) => (record.ttyDevice === 0 || record.foregroundGroup < 0 ? undefined : record.foregroundGroup),
  format: String,
}
