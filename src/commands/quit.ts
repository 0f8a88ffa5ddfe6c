import type { Command } from './command.ts'

export const quit: Command = {
  id: 'quit',
  keys: ['q', 'C-c', 'f10', 'escape'],
  title: 'Quit',
  about: 'Leave ntop; in a view, q and Esc close the view',
  group: 'Program',
  run: actions => actions.quit(),
}
