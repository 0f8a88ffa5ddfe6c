/** Narrowing the table to those that are like the selected process. They have no keys: palette and context menu run them. */
import { type Command, needsSelection } from './command.ts'

export const sameUser: Command = {
  id: 'same-user',
  keys: [],
  title: 'Same user',
  about: 'Show only processes of the user of the selected one',
  group: 'Find',
  unavailable: actions => {
    const { selected } = actions
    const user = (selected?.threadOf ?? selected)?.facts.user
    return needsSelection(actions) ?? (user === undefined ? 'its user is not known' : undefined)
  },
  run: actions => actions.showAlike('user'),
}

export const sameName: Command = {
  id: 'same-name',
  keys: [],
  title: 'Same name',
  about: 'Show only processes of the same name as the selected one',
  group: 'Find',
  unavailable: needsSelection,
  run: actions => actions.showAlike('name'),
}
