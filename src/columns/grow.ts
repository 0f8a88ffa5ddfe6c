import { formatChange } from '../model/units.ts'
import { NEXT_SAMPLE } from '../model/unknown-parts.ts'
import type { Column } from './column.ts'

export const grow: Column<number> = {
  id: 'grow',
  aliases: ['grew', 'growth'],
  title: 'GROW',
  width: 6,
  align: 'right',
  kind: 'bytes',
  about: 'Resident memory gained in a minute, or since the snapshot',
  needs: [],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'sum',
  value: (row, { since }) => {
    if (row.record.kernelThread) return undefined
    return since === undefined ? row.grewBytes : since.changeOf(row)
  },
  why: ({ record }) => (record.kernelThread ? undefined : NEXT_SAMPLE),
  format: value => (value === 0 ? '·' : formatChange(value)),
  tone: value => (value === 0 ? 'dim' : value >= 10 * 1024 * 1024 ? 'bad' : value > 0 ? 'warn' : 'good'),
}
