import type { Command } from './command.ts'

export const mergeNames: Command = {
  id: 'merge-names',
  keys: ['m'],
  title: 'Merge',
  about: 'The kernel’s name and the program’s file before the command',
  group: 'Look',
  run: actions => {
    actions.view.mergeNames = !actions.view.mergeNames
    actions.say(actions.view.mergeNames ? 'name │ file │ command, where they differ' : 'the command alone')
  },
}
