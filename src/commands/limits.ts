import { type Command, needsLinux, needsSelection } from './command.ts'

export const limits: Command = {
  id: 'limits',
  keys: ['L'],
  title: 'Limits',
  about: 'Resource limits of the selected process, and its use of them',
  group: 'Look',
  unavailable: needsLinux('limits', needsSelection),
  run: actions => actions.openInspect('limits'),
}
