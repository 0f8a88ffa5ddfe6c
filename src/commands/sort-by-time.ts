import type { Command } from './command.ts'

export const sortByTime: Command = {
  id: 'sort-by-time',
  keys: ['T'],
  title: 'Time',
  about: 'Sort by CPU time',
  group: 'Sort',
  run: actions => actions.sortBy('time'),
}
