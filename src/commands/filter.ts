import type { Command } from './command.ts'

export const filter: Command = {
  id: 'filter',
  keys: ['\\', 'f4'],
  title: 'Filter',
  about: 'Show only processes whose command, user or pid holds a text',
  group: 'Find',
  run: actions => actions.askFilter(),
}
