import type { Command } from './command.ts'

export const clear: Command = {
  id: 'clear',
  keys: ['escape'],
  title: 'Clear',
  about: 'Forget the search, then the filter; in a view, close it',
  group: 'Find',
  run: actions => {
    const { view } = actions
    if (view.search !== '') view.search = ''
    else if (view.filter !== '') view.filter = ''
    else actions.say(`${actions.keyOf('quit')} quits`)
  },
}
