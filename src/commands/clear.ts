import type { Command } from './command.ts'

export const clear: Command = {
  id: 'clear',
  keys: ['escape'],
  title: 'Clear',
  about: 'Forget search, then filter, then the past; close a view',
  group: 'Find',
  run: actions => {
    const { view } = actions
    if (view.search !== '') view.search = ''
    else if (view.filter !== '') view.filter = ''
    else if (actions.isPast) actions.togglePause()
    else actions.say(`${actions.keyOf('quit')} quits`)
  },
}
