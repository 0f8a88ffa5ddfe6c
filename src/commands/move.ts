import type { Command } from './command.ts'

export const moveUp: Command = {
  id: 'move-up',
  keys: ['up'],
  title: 'Up',
  about: 'One row up',
  group: 'Move',
  run: actions => actions.move(-1),
}

export const moveDown: Command = {
  id: 'move-down',
  keys: ['down'],
  title: 'Down',
  about: 'One row down',
  group: 'Move',
  run: actions => actions.move(1),
}

export const pageUp: Command = {
  id: 'move-page-up',
  keys: ['pageup', 'C-b'],
  title: 'Page up',
  about: 'One screenful up',
  group: 'Move',
  run: actions => actions.page(-1),
}

export const pageDown: Command = {
  id: 'move-page-down',
  keys: ['pagedown', 'C-f'],
  title: 'Page down',
  about: 'One screenful down',
  group: 'Move',
  run: actions => actions.page(1),
}

export const moveFirst: Command = {
  id: 'move-first',
  keys: ['home', 'g'],
  title: 'First',
  about: 'To the first row, and stay at the top',
  group: 'Move',
  run: actions => actions.moveToFirst(),
}

export const moveLast: Command = {
  id: 'move-last',
  keys: ['end', 'G'],
  title: 'Last',
  about: 'To the last row',
  group: 'Move',
  run: actions => actions.moveToLast(),
}
