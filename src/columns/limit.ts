import { pressureOf } from '../model/limit-use.ts'
import { formatWholePct } from '../model/units.ts'
import type { Column } from './column.ts'

export const limit: Column<number> = {
  id: 'limit',
  aliases: ['limits', 'pressure'],
  title: 'LIMIT',
  width: 14,
  align: 'right',
  kind: 'percent',
  about: 'Limit it is nearest to, and the share in use',
  needs: ['limits'],
  ofThread: 'none',
  idleMs: 5_000,
  descending: true,
  together: 'largest',
  value: row => row.facts.limit?.usedPct,
  format: (value, _, { facts }) => `${facts.limit?.name ?? ''} ${formatWholePct(value)}`,
  tone: value => {
    const pressure = pressureOf(value)
    return pressure === 'plain' ? 'dim' : pressure
  },
}
