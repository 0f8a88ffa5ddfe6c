import type { Command } from './command.ts'

export const sortByCpu: Command = {
  id: 'sort-by-cpu',
  keys: ['P'],
  title: 'CPU',
  about: 'Sort by CPU',
  group: 'Sort',
  run: actions => actions.sortBy('cpu'),
}
