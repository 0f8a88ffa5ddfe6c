import type { Command } from './command.ts'

export const fullPath: Command = {
  id: 'full-path',
  keys: ['p'],
  title: 'Path',
  about: 'Programs with or without their full path',
  group: 'Look',
  run: actions => {
    actions.view.fullPath = !actions.view.fullPath
    actions.say(actions.view.fullPath ? 'programs with their full path' : 'programs without their path')
  },
}
