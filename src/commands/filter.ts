import type { Command } from './command.ts'

export const filter: Command = {
  id: 'filter',
  keys: ['\\', 'f4'],
  title: 'Filter',
  about: 'Show only what matches: a text, or cpu > 5 and user = root',
  group: 'Find',
  run: actions => actions.askFilter(),
}
