import { POLICY_NAMES } from '../model/policy.ts'
import type { Column } from './column.ts'

export const scheduler: Column<string> = {
  id: 'scheduler',
  aliases: ['sched', 'cls'],
  title: 'SCHED',
  width: 8,
  align: 'left',
  kind: 'text',
  about: 'How it competes for processors: OTHER, BATCH, IDLE, FIFO …',
  needs: [],
  idleMs: 0,
  descending: false,
  value: ({ record: { policy } }) =>
    policy === undefined ? undefined : (POLICY_NAMES[policy]?.replace(/^SCHED_/, '') ?? String(policy)),
  format: name => name,
  tone: name => (name === 'OTHER' ? 'dim' : 'plain'),
}
