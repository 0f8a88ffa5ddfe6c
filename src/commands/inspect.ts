import { type Command, needsSelection } from './command.ts'

export const inspect: Command = {
  id: 'inspect',
  keys: ['enter'],
  title: 'Inspect',
  about: 'Everything about the selected process: memory, limits, usage, identity',
  group: 'Look',
  unavailable: needsSelection,
  run: actions => actions.openInspect(),
}
