/** What is done to the tree: subtrees folded into their row and unfolded, and the way up. */
import { fold, foldedAll, NO_FOLDS, unfold, unfoldedTo } from '../model/folds.ts'
import type { ProcessId } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { parentOf, type TreeNode } from '../model/tree.ts'
import { holdSelected } from './acting.ts'
import type { App } from './app.ts'
import { nameOf } from './whom.ts'

export function foldSelected(app: App): void {
  const node = heldNode(app)
  if (node?.below === 'shown') app.view.folded = fold(app.view.folded, node.row.id)
  else if (node !== undefined) app.say(`nothing to fold below ${nameOf(node.row)}`)
}

export function unfoldSelected(app: App): void {
  const node = heldNode(app)
  if (node === undefined) return
  if (typeof node.below === 'object') app.view.folded = unfold(app.view.folded, node.row.id)
  else app.say(`nothing is folded below ${nameOf(node.row)}`)
}

/** Folds or unfolds one that is in view. */
export function toggleFold({ view }: App, id: ProcessId): void {
  view.folded = view.folded.has(id) ? unfold(view.folded, id) : fold(view.folded, id)
}

/** Unfolds all where anything is folded, else folds all. */
export function toggleAllFolds({ order, view }: App): void {
  const nodes = order.nodes ?? []
  view.folded = nodes.some(node => typeof node.below === 'object') ? NO_FOLDS : foldedAll(nodes)
  view.reveal = true
}

export function selectParent(app: App): void {
  const row = holdSelected(app)
  const parent = row && parentOf(app.shown?.processes ?? [], row)
  if (row === undefined) return
  if (parent !== undefined && app.order.rowOf(parent.id) === parent) selectRow(app, parent)
  else app.say(`the parent of ${nameOf(row)} is not in the table`)
}

/** Puts the selection on a process that is in the table or folded away there: then what hides it is unfolded. */
export function selectRow({ order, shown, view }: App, row: ProcessRow): void {
  view.folded = unfoldedTo(view.folded, row, shown?.processes ?? [])
  view.selected = row.id
  view.selectedIndex = order.indexOf(row)
  view.reveal = true
}

function heldNode(app: App): TreeNode | undefined {
  holdSelected(app)
  return app.order.nodes?.[app.selectedIndex]
}
