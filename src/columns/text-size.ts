import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const textSize: Column<number> = {
  id: 'trs',
  aliases: ['code', 'text'],
  title: 'CODE',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Address space of its program’s code',
  needs: ['statm'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'largest',
  value: row => (row.record.kernelThread ? undefined : row.facts.textBytes),
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
