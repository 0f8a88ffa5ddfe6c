import type { Command } from './command.ts'

export const invert: Command = {
  id: 'invert',
  keys: ['I'],
  title: 'Invert',
  about: 'Turn the sort order round',
  group: 'Sort',
  run: actions => {
    const { columnId, descending } = actions.view.sort
    actions.view.sort = { columnId, descending: !descending }
  },
}
