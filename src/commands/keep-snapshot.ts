import type { Command } from './command.ts'

export const keepSnapshot: Command = {
  id: 'keep-snapshot',
  keys: ['s'],
  title: 'Snapshot',
  about: 'Keep everyone’s memory: growth counts from here on',
  group: 'Look',
  run: actions => actions.keepSnapshot(),
}
