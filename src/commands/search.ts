import type { Command } from './command.ts'

export const search: Command = {
  id: 'search',
  keys: ['/', 'f3'],
  title: 'Search',
  about: 'Find a process as you type; what matches is marked',
  group: 'Find',
  run: actions => actions.askSearch(),
}
