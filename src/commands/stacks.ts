import { type Command, needsLinux, needsSelection } from './command.ts'

export const stacks: Command = {
  id: 'stacks',
  keys: ['b'],
  title: 'Stacks',
  about: 'Where its threads stand in the kernel, and what they wait for',
  group: 'Look',
  unavailable: needsLinux('stacks', needsSelection),
  run: actions => actions.openInspect('stacks'),
}
