import type { Command } from './command.ts'

export const quit: Command = {
  id: 'quit',
  keys: ['q', 'C-c', 'f10'],
  title: 'Quit',
  about: 'Leave ntop; in a view, q closes it',
  group: 'Program',
  run: actions => actions.quit(),
}
