import type { Command } from './command.ts'

export const help: Command = {
  id: 'help',
  keys: ['?', 'f1', 'h'],
  title: 'Help',
  about: 'This help',
  group: 'Program',
  run: actions => actions.openHelp(),
}
