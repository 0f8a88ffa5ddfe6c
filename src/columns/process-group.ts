import type { Column } from './column.ts'

export const processGroup: Column<number> = {
  id: 'pgrp',
  title: 'PGRP',
  width: 7,
  align: 'right',
  kind: 'number',
  about: 'Process group number',
  needs: [],
  ofThread: 'process',
  idleMs: 0,
  descending: false,
  value: row => row.record.processGroup,
  format: String,
}
