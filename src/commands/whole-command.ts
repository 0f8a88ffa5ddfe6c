import { type Command, needsSelection } from './command.ts'

export const wholeCommand: Command = {
  id: 'whole-command',
  keys: ['w'],
  title: 'Command',
  about: 'The whole command line, an argument a line',
  group: 'Look',
  unavailable: needsSelection,
  run: actions => actions.openWholeCommand(),
}
