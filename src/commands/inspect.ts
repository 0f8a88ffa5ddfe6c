import { type Command, needsRow } from './command.ts'

export const inspect: Command = {
  id: 'inspect',
  keys: ['enter'],
  title: 'Inspect',
  titleNow: ({ group }) => group && (group.isOpen ? 'Fold' : 'Unfold'),
  about: 'The selected process laid open; a group folded, unfolded',
  group: 'Look',
  unavailable: needsRow,
  run: actions => actions.openInspect(),
}
