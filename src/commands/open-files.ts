import { type Command, needsLinux, needsSelection } from './command.ts'

export const openFiles: Command = {
  id: 'open-files',
  keys: ['l'],
  title: 'Files',
  about: 'Open files and sockets of the selected process',
  group: 'Look',
  unavailable: needsLinux('files', needsSelection),
  run: actions => actions.openInspect('files'),
}
