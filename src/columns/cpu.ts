import { formatPct } from '../model/units.ts'
import type { Column } from './column.ts'
import { whyNoRate } from './cpu-rate.ts'

export const cpu: Column<number> = {
  id: 'cpu',
  aliases: ['cpu%', 'pcpu'],
  title: 'CPU%',
  width: 5,
  align: 'right',
  kind: 'percent',
  about: 'CPU time used since the last sample; 100 is one core',
  needs: [],
  descending: true,
  together: 'sum',
  value: (row, context) => (row.cpuPct !== undefined && context.cpuOfMachine ? row.cpuPct / context.cores : row.cpuPct),
  why: whyNoRate,
  format: formatPct,
  tone: value => (value < 0.05 ? 'dim' : value),
}
