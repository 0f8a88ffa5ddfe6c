import type { Command } from './command.ts'

export const group: Command = {
  id: 'group',
  keys: ['v'],
  title: 'Group',
  about: 'A row for each program, user, container or control group',
  group: 'Tree',
  run: actions => actions.openGroupMenu(),
}
