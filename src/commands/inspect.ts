import { type Command, needsLinux, needsRow } from './command.ts'

export const inspect: Command = {
  id: 'inspect',
  keys: ['enter'],
  title: 'Inspect',
  titleNow: ({ group }) => group && (group.isOpen ? 'Fold' : 'Unfold'),
  about: 'The selected process laid open; a group folded, unfolded',
  group: 'Look',
  // A group is folded: that anybody can.
  unavailable: actions => (actions.group === undefined ? needsLinux('inspect', needsRow)(actions) : undefined),
  run: actions => actions.openInspect(),
}
