import { type Command, needsTarget } from './command.ts'

export const copy: Command = {
  id: 'copy',
  keys: ['y'],
  title: 'Copy',
  about: 'Copy pid, command or row to the clipboard of the terminal',
  group: 'Look',
  unavailable: needsTarget,
  run: actions => actions.openCopyMenu(),
}
