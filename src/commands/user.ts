import type { Command } from './command.ts'

export const user: Command = {
  id: 'user',
  keys: ['u'],
  title: 'User',
  about: 'Show only the processes of one user',
  group: 'Find',
  run: actions => actions.openUserMenu(),
}
