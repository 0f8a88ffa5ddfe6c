import type { Command } from './command.ts'

export const sortByMemory: Command = {
  id: 'sort-by-memory',
  keys: ['M'],
  title: 'Memory',
  about: 'Sort by memory',
  group: 'Sort',
  run: actions => actions.sortBy('rss'),
}
