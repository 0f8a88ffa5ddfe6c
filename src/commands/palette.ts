import type { Command } from './command.ts'

export const palette: Command = {
  id: 'palette',
  keys: [':', 'C-p'],
  title: 'Commands',
  about: 'All commands in a list to type into, each with its keys',
  group: 'Program',
  run: actions => actions.openPalette(),
}
