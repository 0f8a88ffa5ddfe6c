import { type Command, needsSelection } from './command.ts'

export const niceDown: Command = {
  id: 'nice-down',
  keys: ['f8', '['],
  title: 'Nice -',
  about: 'Give way less: lower the nice value (needs root)',
  group: 'Act',
  acts: true,
  unavailable: needsSelection,
  run: actions => actions.renice(-1),
}
