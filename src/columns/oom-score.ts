import type { Column } from './column.ts'

export const oomScore: Column<number> = {
  id: 'oom',
  aliases: ['oom_score'],
  title: 'OOM',
  width: 4,
  align: 'right',
  kind: 'number',
  about: 'The higher, the sooner killed when memory runs out, to 2000',
  needs: ['oom'],
  ofThread: 'none',
  descending: true,
  together: 'largest',
  value: row => row.facts.rare?.oomScore,
  format: String,
  tone: value => (value === 0 ? 'dim' : 'plain'),
}
