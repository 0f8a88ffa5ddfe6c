import { NO_TAGS } from '../model/tags.ts'
import { type Command, needsRow, needsSelection } from './command.ts'

export const tag: Command = {
  id: 'tag',
  keys: [' '],
  title: 'Tag',
  about: 'Tag or untag, move down; what is done is done to all tagged',
  group: 'Tag',
  unavailable: needsRow,
  run: actions => actions.tag(),
}

export const tagFamily: Command = {
  id: 'tag-family',
  keys: ['c'],
  title: 'Tag family',
  about: 'Tag the selected process and all that descend from it',
  group: 'Tag',
  unavailable: needsSelection,
  run: actions => actions.tagFamily(),
}

export const untagAll: Command = {
  id: 'untag-all',
  keys: ['U'],
  title: 'Untag all',
  about: 'Take the tags off all processes',
  group: 'Tag',
  unavailable: actions => (actions.view.tagged.size === 0 ? 'no process is tagged' : undefined),
  run: actions => {
    actions.view.tagged = NO_TAGS
  },
}
