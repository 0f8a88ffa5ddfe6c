import type { Command } from './command.ts'

export const keepSnapshot: Command = {
  id: 'keep-snapshot',
  keys: ['s'],
  title: 'Snapshot',
  about: 'Keep everyone’s memory: GROW and D count from here on',
  group: 'Look',
  run: actions => actions.keepSnapshot(),
}
