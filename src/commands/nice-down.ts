import { type Command, needsTarget } from './command.ts'

export const niceDown: Command = {
  id: 'nice-down',
  keys: ['f8', '['],
  title: 'Nice -',
  about: 'Give way less: lower the nice value (needs root)',
  group: 'Act',
  acts: true,
  unavailable: needsTarget,
  run: actions => actions.renice(-1),
}
