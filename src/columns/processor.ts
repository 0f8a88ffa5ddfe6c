import type { Column } from './column.ts'

export const processor: Column<number> = {
  id: 'processor',
  aliases: ['lastcpu'],
  title: 'CPU',
  width: 3,
  align: 'right',
  about: 'Processor that it last ran on',
  needs: [],
  descending: false,
  value: row => row.record.lastCpu,
  format: String,
}
