import { type Command, needsTarget } from './command.ts'

export const niceUp: Command = {
  id: 'nice-up',
  keys: ['f7', ']'],
  title: 'Nice +',
  about: 'Give way more: raise the nice value',
  group: 'Act',
  acts: true,
  unavailable: needsTarget,
  run: actions => actions.renice(1),
}
