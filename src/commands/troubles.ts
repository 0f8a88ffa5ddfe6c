import type { Command } from './command.ts'

export const troubles: Command = {
  id: 'troubles',
  keys: ['!'],
  title: 'Troubles',
  about: 'What is wrong now and what was, since when and what to do',
  group: 'Look',
  run: actions => actions.openTroubles(),
}
