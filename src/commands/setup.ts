import type { Command } from './command.ts'

export const setup: Command = {
  id: 'setup',
  keys: ['f2', 'C'],
  title: 'Setup',
  about: 'Columns, colours and options, seen while they are chosen',
  group: 'Program',
  run: actions => actions.openSetup(),
}
