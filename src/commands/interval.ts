import type { Command } from './command.ts'

export const interval: Command = {
  id: 'interval',
  keys: ['d'],
  title: 'Interval',
  about: 'Set the time between two samples',
  group: 'Program',
  run: actions => actions.askInterval(),
}
