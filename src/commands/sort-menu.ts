import type { Command } from './command.ts'

export const sortMenu: Command = {
  id: 'sort-menu',
  keys: ['f6', '<', '>'],
  title: 'Sort',
  about: 'Choose the column to sort by',
  group: 'Sort',
  run: actions => actions.openSortMenu(),
}
