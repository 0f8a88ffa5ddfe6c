import type { Command } from './command.ts'

export const follow: Command = {
  id: 'follow',
  keys: ['F'],
  title: 'Follow',
  about: 'Keep the selected process in view wherever it moves',
  group: 'Look',
  run: actions => {
    actions.view.follow = !actions.view.follow
    actions.say(actions.view.follow ? 'following the selected process' : 'not following any more')
  },
}
