import type { Command } from './command.ts'

export const sortByPid: Command = {
  id: 'sort-by-pid',
  keys: ['N'],
  title: 'Pid',
  about: 'Previous match while a search is active, else sort by pid',
  group: 'Sort',
  run: actions => {
    if (actions.view.search !== '') actions.searchAgain(-1)
    else actions.sortBy('pid')
  },
}
