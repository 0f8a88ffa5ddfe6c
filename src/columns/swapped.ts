import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'
import { sweptTone } from './swept-tone.ts'

export const swapped: Column<number> = {
  id: 'swap',
  title: 'SWAP',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Memory swapped out',
  needs: ['rollup'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: row => row.facts.swapBytes,
  format: formatBytes,
  tone: sweptTone,
}
