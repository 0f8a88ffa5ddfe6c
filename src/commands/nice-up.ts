import { type Command, needsSelection } from './command.ts'

export const niceUp: Command = {
  id: 'nice-up',
  keys: ['f7', ']'],
  title: 'Nice +',
  about: 'Give way more: raise the nice value of the selected process',
  group: 'Act',
  acts: true,
  unavailable: needsSelection,
  run: actions => actions.renice(1),
}
