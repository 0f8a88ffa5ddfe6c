import type { Command } from './command.ts'

export const search: Command = {
  id: 'search',
  keys: ['/', 'f3'],
  title: 'Search',
  about: 'Find a process as you type; n and N: the next, the previous',
  group: 'Find',
  run: actions => actions.askSearch(),
}
