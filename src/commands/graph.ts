import type { Command } from './command.ts'

export const graph: Command = {
  id: 'graph',
  keys: ['z'],
  title: 'Graph',
  about: 'Any figure of the machine or the process over ten minutes',
  group: 'Look',
  run: actions => actions.openGraph(),
}
