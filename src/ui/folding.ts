/** What is done to the tree and to groups: what is below a row folded into it and unfolded, and the way up. */
import { fold, foldedAll, NO_FOLDS, unfold, unfoldedTo } from '../model/folds.ts'
import { type Group, type GroupId, isGroup, isGroupId, type RowId, type TableRow } from '../model/group.ts'
import { parentOf, type TreeNode } from '../model/tree.ts'
import type { View } from '../model/view.ts'
import { holdSelected } from './acting.ts'
import type { App } from './app.ts'
import { nameOf } from './whom.ts'

/** In groups, also by one of the members. */
export function foldSelected(app: App): void {
  const group = heldGroup(app)
  if (group !== undefined) {
    if (group.isOpen) setOpen(app.view, group.id, false)
    else app.say(`${group.name} is folded already`)
    return
  }
  const node = heldNode(app)
  if (node?.below === 'shown') app.view.folded = fold(app.view.folded, node.row.id)
  else if (node !== undefined) app.say(`nothing to fold below ${nameOf(node.row)}`)
}

export function unfoldSelected(app: App): void {
  const group = heldGroup(app)
  if (group !== undefined) {
    if (group.isOpen) app.say(`${group.name} is unfolded already`)
    else setOpen(app.view, group.id, true)
    return
  }
  const node = heldNode(app)
  if (node === undefined) return
  if (typeof node.below === 'object') app.view.folded = unfold(app.view.folded, node.row.id)
  else app.say(`nothing is folded below ${nameOf(node.row)}`)
}

/** Folds or unfolds one that is in view. */
export function toggleFold({ view }: App, id: RowId): void {
  if (isGroupId(id)) setOpen(view, id, !view.open.has(id))
  else view.folded = view.folded.has(id) ? unfold(view.folded, id) : fold(view.folded, id)
}

/** Unfolds all where anything is folded, else folds all. */
export function toggleAllFolds({ order, view }: App): void {
  const { groups, nodes = [] } = order
  if (groups !== undefined)
    view.open = new Set(groups.some(group => !group.isOpen) ? groups.map(group => group.id) : [])
  else view.folded = nodes.some(node => typeof node.below === 'object') ? NO_FOLDS : foldedAll(nodes)
  view.reveal = true
}

/** In groups, to the one that it is in. */
export function selectParent(app: App): void {
  const row = holdSelected(app)
  if (row === undefined) return
  const group = app.order.groupOf(row)
  const parent = group === undefined ? parentOf(app.rows, row) : undefined
  const above = group ?? (parent && app.order.rowOf(parent.id) === parent ? parent : undefined)
  if (above !== undefined) selectRow(app, above)
  else app.say(`the parent of ${nameOf(row)} is not in the table`)
}

/** Puts the selection on what is in the table or folded away there: then what hides it is unfolded. */
export function selectRow({ order, rows, view }: App, row: TableRow): void {
  if (!isGroup(row)) {
    const group = order.groupOf(row)
    if (group === undefined) view.folded = unfoldedTo(view.folded, row, rows)
    // Not as the order has it: while one searches, it may have been folded again since.
    else if (!view.open.has(group.id)) setOpen(view, group.id, true)
  }
  view.selected = row.id
  view.selectedIndex = order.indexOf(row)
  view.reveal = true
}

function setOpen(view: View, id: GroupId, isOpen: boolean): void {
  const open = new Set(view.open)
  if (isOpen) open.add(id)
  else open.delete(id)
  view.open = open
  view.reveal = true
}

/** The selected group, or that of the selected process. */
function heldGroup(app: App): Group | undefined {
  const row = holdSelected(app)
  return app.group ?? (row && app.order.groupOf(row))
}

function heldNode(app: App): TreeNode | undefined {
  holdSelected(app)
  return app.order.nodes?.[app.selectedIndex]
}
