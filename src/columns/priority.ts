import type { Column } from './column.ts'

export const priority: Column<number> = {
  id: 'priority',
  aliases: ['pri'],
  title: 'PRI',
  width: 3,
  align: 'right',
  kind: 'number',
  about: 'Kernel priority; RT is real time',
  needs: [],
  idleMs: 0,
  descending: false,
  value: row => row.record.priority,
  format: value => (value <= -100 ? 'RT' : String(value)),
  tone: value => (value === 20 ? 'dim' : 'plain'),
}
