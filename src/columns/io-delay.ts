import type { Column } from './column.ts'
import { whyNoCountedRate } from './counted-rate.ts'
import { delayPct, formatDelay } from './delay-pct.ts'

export const ioDelay: Column<number> = {
  id: 'iodelay',
  aliases: ['io_delay'],
  title: 'IOD%',
  width: 5,
  align: 'right',
  kind: 'percent',
  about: 'Time waited for block I/O; – where the kernel does not count',
  needs: ['delays'],
  descending: true,
  together: 'largest',
  value: row => delayPct(row.facts.rare, 'blockMs'),
  why: ({ facts }) =>
    facts.rare?.delays !== undefined && facts.rare.delays.now.value.blockMs === undefined
      ? 'not counted: the kernel’s setting kernel.task_delayacct is 0'
      : whyNoCountedRate(facts.rare?.delays),
  format: formatDelay,
  tone: value => (value < 0.05 ? 'dim' : value),
}
