import type { IoPriority } from '../model/io-priority.ts'
import type { ProcessRecord } from '../model/process.ts'
import type { Column } from './column.ts'

/** The earlier served, the lower. */
const RANKS: Readonly<Record<Exclude<IoPriority['class'], 'none'>, number>> = {
  realtime: 0,
  'best-effort': 8,
  idle: 16,
}
const SHORT = ['rt', 'be']
/** Of sched(7): SCHED_IDLE; SCHED_FIFO, SCHED_RR, SCHED_DEADLINE. */
const IDLE = 5
const REALTIME = [1, 2, 6]

export const ioPriority: Column<number> = {
  id: 'ioprio',
  aliases: ['io_priority'],
  title: 'IOPRIO',
  width: 6,
  align: 'right',
  kind: 'number',
  about: 'Turn at the disk: rt/0 first, be/0 to be/7, idle last',
  needs: ['ioprio'],
  idleMs: 0,
  descending: false,
  value: ({ facts, record }) => {
    const priority = facts.rare?.ioPriority
    if (priority === undefined) return undefined
    if (priority.class === 'none') return rankByScheduling(record)
    return RANKS[priority.class] + (priority.level ?? 0)
  },
  format: rank => ioPriorityText(rank),
  raw: rank => ioPriorityText(rank),
  tone: value => (value === 12 ? 'dim' : value < 12 ? 'warn' : 'good'),
}

/** Without a class of its own its policy and nice value say it, task_nice_ioclass in include/linux/ioprio.h. */
function rankByScheduling({ policy = 0, nice }: ProcessRecord): number | undefined {
  if (policy === IDLE) return RANKS.idle
  if (nice === undefined) return undefined
  return RANKS[REALTIME.includes(policy) ? 'realtime' : 'best-effort'] + Math.floor((nice + 20) / 5)
}

function ioPriorityText(rank: number): string {
  return rank >= RANKS.idle ? 'idle' : `${SHORT[rank >> 3]}/${rank & 7}`
}
