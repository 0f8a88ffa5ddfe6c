import { type Command, needsLinux, needsSelection } from './command.ts'

export const locks: Command = {
  id: 'locks',
  keys: ['x'],
  title: 'Locks',
  about: 'File locks of the selected process, and who waits for whom',
  group: 'Look',
  unavailable: needsLinux('locks', needsSelection),
  run: actions => actions.openInspect('locks'),
}
