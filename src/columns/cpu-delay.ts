import type { Column } from './column.ts'
import { whyNoCountedRate } from './counted-rate.ts'
import { delayPct, formatDelay } from './delay-pct.ts'

export const cpuDelay: Column<number> = {
  id: 'cpudelay',
  aliases: ['cpu_delay'],
  title: 'CPUD%',
  width: 5,
  align: 'right',
  kind: 'percent',
  about: 'Time ready to run without a processor, threads added up',
  needs: ['delays'],
  descending: true,
  together: 'largest',
  value: row => delayPct(row.facts.rare, 'cpuMs'),
  why: row => whyNoCountedRate(row.facts.rare?.delays),
  format: formatDelay,
  tone: value => (value < 0.05 ? 'dim' : value),
}
