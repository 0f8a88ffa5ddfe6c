import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'
import { sweptTone } from './swept-tone.ts'

export const proportional: Column<number> = {
  id: 'pss',
  title: 'PSS',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Proportional memory: shared pages divided by their sharers',
  needs: ['rollup'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: row => row.facts.pssBytes,
  format: formatBytes,
  tone: sweptTone,
}
