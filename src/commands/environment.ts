import { type Command, needsLinux, needsSelection } from './command.ts'

export const environment: Command = {
  id: 'environment',
  keys: ['e'],
  title: 'Environ',
  about: 'Variables of the selected process, secrets covered',
  group: 'Look',
  unavailable: needsLinux('environment', needsSelection),
  run: actions => actions.openInspect('environment'),
}
