import type { IoPriority } from '../model/io-priority.ts'
import type { Column } from './column.ts'

/** The earlier served, the lower. Without a class of its own the nice value says it, ioprio_set(2). */
const RANKS: Readonly<Record<IoPriority['class'], number>> = { realtime: 0, 'best-effort': 8, none: 8, idle: 16 }
const SHORT = ['rt', 'be']

export const ioPriority: Column<number> = {
  id: 'ioprio',
  aliases: ['io_priority'],
  title: 'IOPRIO',
  width: 6,
  align: 'right',
  about: 'Turn at the disk: rt/0 first, be/0 to be/7, idle last',
  needs: ['ioprio'],
  idleMs: 0,
  descending: false,
  value: ({ facts, record }) => {
    const priority = facts.rare?.ioPriority
    if (priority === undefined) return undefined
    const level = priority.class === 'none' ? Math.floor((record.nice + 20) / 5) : (priority.level ?? 0)
    return RANKS[priority.class] + level
  },
  format: rank => ioPriorityText(rank),
  raw: rank => ioPriorityText(rank),
  tone: value => (value === 12 ? 'dim' : value < 12 ? 'warn' : 'good'),
}

function ioPriorityText(rank: number): string {
  return rank >= RANKS.idle ? 'idle' : `${SHORT[rank >> 3]}/${rank & 7}`
}
