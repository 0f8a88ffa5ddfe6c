import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'
import { sweptTone } from './swept-tone.ts'

export const unique: Column<number> = {
  id: 'uss',
  title: 'USS',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Unique memory: what would come free if it ended',
  needs: ['rollup'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: row => row.facts.ussBytes,
  format: formatBytes,
  tone: sweptTone,
}
