import type { Command } from './command.ts'

export const searchNext: Command = {
  id: 'search-next',
  keys: ['n'],
  title: 'Next',
  about: 'Next match of the search',
  group: 'Find',
  unavailable: actions => (actions.view.search === '' ? `search first: ${actions.keyOf('search')}` : undefined),
  run: actions => actions.searchAgain(1),
}
