import { type Actions, type Command, needsRow, needsSelection } from './command.ts'

export const tree: Command = {
  id: 'tree',
  keys: ['t', 'f5'],
  title: 'Tree',
  about: 'Children under their parents, or a plain list',
  group: 'Tree',
  run: actions => {
    actions.view.tree = !actions.view.tree
    if (actions.view.tree) actions.view.group = 'none'
    actions.view.reveal = true
    actions.say(actions.view.tree ? 'children under their parents' : 'a plain list')
  },
}

export const fold: Command = {
  id: 'fold',
  keys: ['-'],
  title: 'Fold',
  about: 'Fold: the row has totals; in RES what is shared counts twice',
  group: 'Tree',
  unavailable: needsFolds,
  run: actions => actions.fold(),
}

export const unfold: Command = {
  id: 'unfold',
  keys: ['+'],
  title: 'Unfold',
  about: 'Show again what is folded below the selected row',
  group: 'Tree',
  unavailable: needsFolds,
  run: actions => actions.unfold(),
}

export const foldAll: Command = {
  id: 'fold-all',
  keys: ['*'],
  title: 'Fold all',
  about: 'Unfold all; where nothing is folded, fold all but the roots',
  group: 'Tree',
  unavailable: needsFolds,
  run: actions => actions.toggleAllFolds(),
}

export const parent: Command = {
  id: 'parent',
  keys: ['backspace'],
  title: 'Parent',
  about: 'To the parent of the selected process, or to its group',
  group: 'Tree',
  unavailable: needsSelection,
  run: actions => actions.moveToParent(),
}

function needsFolds(actions: Actions): string | undefined {
  const { tree, group } = actions.view
  if (tree || group !== 'none') return needsRow(actions)
  return `there is no tree: ${actions.keyOf('tree')}, and no groups: ${actions.keyOf('group')}`
}
