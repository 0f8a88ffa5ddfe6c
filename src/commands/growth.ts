import type { Command } from './command.ts'

export const growth: Command = {
  id: 'growth',
  keys: ['D'],
  title: 'Growth',
  about: 'Who grew since the snapshot, who is new, who is gone',
  group: 'Look',
  run: actions => actions.openGrowth(),
}
