import type { Area } from '../../terminal/frame.ts'
import { type Style, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'

const TEXT = style('dialogText', 'dialogBack')
const DIM = style('dim', 'dialogBack')
const KEY = style('accent', 'dialogBack')
const SELECTED = style('selectionText', 'selectionBack')

export interface MenuItem<T> {
  readonly label: string
  /** Dimmer, beside the label. */
  readonly detail?: string
  readonly value: T
  /** What digits or letters typed pick it by; the label's beginning when absent. */
  readonly typed?: string
  /** What else it is found by where typing narrows the menu. */
  readonly names?: readonly string[]
  /** A key that chooses it at once, whatever is selected. */
  readonly key?: string
  /** Keys that do the same, at the right. */
  readonly keys?: string
  /** Why it cannot be chosen now; shown while the selection is on it. */
  readonly off?: string | undefined
}

/** Cells that the widest of each takes. */
export interface MenuColumns {
  readonly label: number
  readonly detail: number
  readonly keys: number
}

export function columnsOf(items: readonly MenuItem<unknown>[]): MenuColumns {
  return {
    label: Math.max(...items.map(({ label }) => cellWidth(label))),
    detail: Math.max(...items.map(({ detail = '', off = '' }) => Math.max(cellWidth(detail), cellWidth(off)))),
    keys: Math.max(...items.map(({ keys = '' }) => cellWidth(keys))),
  }
}

/** With the gap before it, where there is anything. */
export function gapped(width: number): number {
  return width === 0 ? 0 : width + 2
}

export function drawItem(
  area: Area,
  y: number,
  item: MenuItem<unknown>,
  columns: MenuColumns,
  selected: boolean,
): void {
  const { label, keys = '', off } = item
  const as = (s: Style): Style => (selected ? SELECTED : s)
  if (selected) area.fillRow(y, ' ', SELECTED)
  area.put(0, y, clip(label, area.width), as(off === undefined ? TEXT : DIM))
  const detail = (selected ? off : undefined) ?? item.detail ?? ''
  const room = area.width - columns.label - 2 - gapped(columns.keys)
  if (room > 3) area.put(columns.label + 2, y, clip(detail, room), as(DIM))
  if (area.width > columns.label + gapped(columns.keys))
    area.putRight(area.width, y, keys, as(off === undefined ? KEY : DIM))
}
