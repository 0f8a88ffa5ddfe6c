/** The plain table: a summary of the machine, then a line for each process. Plain letters, no colour. */
import type { AnyColumn, Column, ColumnContext } from '../columns/column.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { TreeNode } from '../model/tree.ts'
import { plainGuidesOf } from '../model/tree-guides.ts'
import type { Trouble } from '../model/troubles/trouble.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import { summaryLines } from './summary.ts'

const UNKNOWN = '-'

export interface TableOptions {
  /** The processes to show, in this order. */
  readonly rows: readonly ProcessRow[]
  /** Their places in a tree, whose guides stand before the command. */
  readonly nodes?: readonly TreeNode[] | undefined
  readonly troubles: readonly Trouble[]
  readonly columns: readonly AnyColumn[]
  readonly context: ColumnContext
  /** Cells that a line may take; 0 for as many as it needs. */
  readonly width: number
}

/** The table of a snapshot, each line ended. Columns are as wide as what is in them, so that nothing is cut but at `width`, and where a column was given a width. */
export function tableText(
  snapshot: Snapshot,
  { rows, nodes, troubles, columns, context, width }: TableOptions,
): string {
  const blocks = columns.map(column => cellsOf(column, rows, column.id === 'command' ? nodes : undefined, context))
  const lines = [
    ...summaryLines(snapshot, troubles),
    '',
    ...[undefined, ...rows].map((_, line) =>
      blocks
        .map(block => block[line] ?? '')
        .join(' ')
        .trimEnd(),
    ),
  ]
  const fitted = width > 0 ? lines.map(line => clip(line, width, '')) : lines
  return `${fitted.join('\n')}\n`
}

/** Title and cells of a column, padded to the widest. */
function cellsOf(
  column: Column,
  rows: readonly ProcessRow[],
  nodes: readonly TreeNode[] | undefined,
  context: ColumnContext,
): string[] {
  const textOf = (row: ProcessRow, at: number): string => {
    const value = column.value(row, context)
    const node = nodes?.[at]
    const text = value === undefined ? UNKNOWN : column.format(value, context, row)
    return node === undefined ? text : plainGuidesOf(node) + text
  }
  const whole = [column.title, ...rows.map(textOf)]
  const cells = column.fixed ? whole.map(cell => clip(cell, column.width, '')) : whole
  const width = cells.reduce((widest, cell) => Math.max(widest, cellWidth(cell)), column.width)
  return cells.map(cell => {
    const blanks = ' '.repeat(width - cellWidth(cell))
    return column.align === 'right' ? blanks + cell : cell + blanks
  })
}
