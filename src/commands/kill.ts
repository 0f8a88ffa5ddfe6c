import { type Command, needsTarget } from './command.ts'

export const kill: Command = {
  id: 'kill',
  keys: ['k', 'f9'],
  title: 'Kill',
  about: 'Send a signal, chosen from a menu',
  group: 'Act',
  acts: true,
  unavailable: needsTarget,
  run: actions => actions.openSignalMenu(),
}
