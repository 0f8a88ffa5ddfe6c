import type { Command } from './command.ts'

export const ended: Command = {
  id: 'ended',
  keys: ['E'],
  title: 'Ended',
  about: 'Keep processes that end in the table for three seconds',
  group: 'Look',
  run: actions => {
    actions.view.keepEnded = !actions.view.keepEnded
    actions.say(actions.view.keepEnded ? 'who ends stays for three seconds' : 'who ends is gone at once')
  },
}
