import type { Command } from './command.ts'

export const redraw: Command = {
  id: 'redraw',
  keys: ['C-l'],
  title: 'Redraw',
  about: 'Draw the whole screen again',
  group: 'Program',
  run: actions => actions.redraw(),
}
