import type { Command } from './command.ts'

export const suspend: Command = {
  id: 'suspend',
  keys: ['C-z'],
  title: 'Suspend',
  about: 'Back to the shell; fg returns',
  group: 'Program',
  run: actions => actions.suspend(),
}
