import { type Command, needsSelection } from './command.ts'

export const inspect: Command = {
  id: 'inspect',
  keys: ['enter'],
  title: 'Inspect',
  about: 'The selected process laid open: memory, files, threads',
  group: 'Look',
  unavailable: needsSelection,
  run: actions => actions.openInspect(),
}
