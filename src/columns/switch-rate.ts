import { formatShortCount } from '../model/units.ts'
import type { Column } from './column.ts'
import { countedRate, whyNoCountedRate } from './counted-rate.ts'

export const switchRate: Column<number> = {
  id: 'ctxt',
  title: 'CTXT/s',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'Context switches a second, of all its threads',
  needs: ['switches'],
  descending: true,
  together: 'sum',
  value: row => countedRate(row.facts.rare?.switches, counts => counts.voluntary + counts.involuntary),
  why: row => whyNoCountedRate(row.facts.rare?.switches),
  format: value => formatShortCount(Math.round(value), 6),
  tone: value => (value < 0.5 ? 'dim' : 'plain'),
}
