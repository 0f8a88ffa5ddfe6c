import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const proportional: Column<number> = {
  id: 'pss',
  title: 'PSS',
  width: 5,
  align: 'right',
  about: 'Proportional memory: shared pages divided by their sharers',
  needs: ['rollup'],
  idleMs: 5_000,
  descending: true,
  value: row => row.facts.pssBytes,
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
