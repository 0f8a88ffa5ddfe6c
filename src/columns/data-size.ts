import { formatBytes } from '../model/units.ts'
import type { Column } from './column.ts'

export const dataSize: Column<number> = {
  id: 'drs',
  aliases: ['data'],
  title: 'DATA',
  width: 5,
  align: 'right',
  kind: 'bytes',
  about: 'Address space of its data and stack',
  needs: ['statm'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'largest',
  value: row => (row.record.kernelThread ? undefined : row.facts.dataBytes),
  format: formatBytes,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
