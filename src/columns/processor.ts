import type { Column } from './column.ts'

export const processor: Column<number> = {
  id: 'processor',
  aliases: ['psr', 'lastcpu'],
  title: 'PSR',
  width: 4,
  align: 'right',
  kind: 'number',
  about: 'Processor that it last ran on',
  needs: [],
  descending: false,
  value: row => row.record.lastCpu,
  format: String,
}
