import { type Command, needsSelection } from './command.ts'

export const kill: Command = {
  id: 'kill',
  keys: ['k', 'f9'],
  title: 'Kill',
  about: 'Send a signal, chosen from a menu, to the selected process',
  group: 'Act',
  acts: true,
  unavailable: needsSelection,
  run: actions => actions.openSignalMenu(),
}
