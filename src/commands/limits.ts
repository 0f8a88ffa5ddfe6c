import { type Command, needsSelection } from './command.ts'

export const limits: Command = {
  id: 'limits',
  keys: ['L'],
  title: 'Limits',
  about: 'Resource limits of the selected process, and how near it is to them',
  group: 'Look',
  unavailable: needsSelection,
  run: actions => actions.openInspect('limits'),
}
