import { formatPct } from '../model/units.ts'
import type { Column } from './column.ts'
import { whyNoRate } from './cpu-rate.ts'

export const machineCpu: Column<number> = {
  id: 'ncpu',
  title: 'NCPU%',
  width: 5,
  align: 'right',
  kind: 'percent',
  about: 'CPU time since the last sample; 100 is the whole machine',
  needs: [],
  descending: true,
  together: 'sum',
  value: (row, { cores }) => (row.cpuPct === undefined ? undefined : row.cpuPct / cores),
  why: whyNoRate,
  format: formatPct,
  tone: value => (value < 0.05 ? 'dim' : value),
}
