/** Panels as boxes: in columns beside each other, in each column one above the other. */
import type { PanelId } from '../model/layouts.ts'
import type { Place } from './layout.ts'
import type { Panel, Picture } from './panels/panel.ts'

/** A narrower box cuts off figures: whatever it is about, this is enough. */
export const LEAST_BOX_WIDTH = 40
/** More than three columns only where each is so wide: people find things by where they are. */
const MORE_COLUMNS_WIDTH = 80
const USUAL_COLUMNS = 3
/** The processors' column beside the others. */
const CPU_WEIGHT = 1.23
const BORDERS = 2
/** Lower boxes look as if something was missing; on a high screen they have a share of it. */
const LEAST_ROWS = 6
const HIGH_SCREEN = 40
const SHARE = 0.28
/** What boxes have to say may take more than their share, up to here. */
const MOST_HEIGHT = 14

/** Panels that stand above each other, for they are about the same. */
const TOGETHER: readonly (readonly PanelId[])[] = [['cpu'], ['memory', 'pressure', 'sensors'], ['disks', 'network']]

/**
 * Their places below the first row.
 *
 * @param room rows that they may take at the most
 */
export function boxes(
  panels: readonly Panel[],
  size: { readonly width: number; readonly screenHeight: number; readonly room: number },
  picture: Picture,
): Place[] {
  const { width, screenHeight, room } = size
  const shown = panels.filter(panel => panel.boxRows(picture, LEAST_BOX_WIDTH) > 0)
  const columns = columnsOf(shown, width)
  const widths = widthsOf(columns, width)
  const heightOf = (panel: Panel, i: number): number => panel.boxRows(picture, widths[i] ?? 0) + BORDERS
  const wanted = columns.map((column, i) => column.reduce((sum, panel) => sum + heightOf(panel, i), 0))
  const share = screenHeight >= HIGH_SCREEN ? Math.floor(screenHeight * SHARE) : LEAST_ROWS + BORDERS
  const height = Math.min(room, Math.max(share, Math.min(MOST_HEIGHT, Math.max(0, ...wanted))))
  let x = 0
  return columns.flatMap((column, i) => {
    const left = x
    const columnWidth = widths[i] ?? 0
    x += columnWidth
    let y = 1
    const wanted = (panel: Panel): number => heightOf(panel, i)
    const used = (panel: Panel, rows: number): number => panel.usedRows?.(picture, rows - BORDERS) ?? rows - BORDERS
    return stacked(column, height, wanted, used).map(({ panel, height: rows }) => {
      const rect = { x: left, y, width: columnWidth, height: rows }
      y += rows
      return { panel, rect, boxed: true }
    })
  })
}

/** What belongs together above each other; beside each other as far as there is room for more columns. */
function columnsOf(panels: readonly Panel[], width: number): readonly (readonly Panel[])[] {
  const columns: Panel[][] = []
  for (const panel of panels) {
    const mates = TOGETHER.find(ids => ids.includes(panel.id)) ?? []
    const column = columns.find(([first]) => first !== undefined && mates.includes(first.id))
    if (column === undefined) columns.push([panel])
    else column.push(panel)
  }
  const most = Math.min(
    Math.floor(width / LEAST_BOX_WIDTH),
    Math.max(USUAL_COLUMNS, Math.floor(width / MORE_COLUMNS_WIDTH)),
    panels.length,
  )
  while (columns.length < most) {
    const longest = columns.reduce((a, b) => (b.length > a.length ? b : a))
    columns.splice(columns.indexOf(longest) + 1, 0, longest.splice(1))
  }
  return columns
}

function widthsOf(columns: readonly (readonly Panel[])[], width: number): number[] {
  const weights = columns.map(column => (column.some(({ id }) => id === 'cpu') ? CPU_WEIGHT : 1))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const widths = weights.map(weight => Math.floor((width * weight) / all))
  const rest = width - widths.reduce((sum, each) => sum + each, 0)
  return widths.map((each, i) => (i === widths.length - 1 ? each + rest : each))
}

interface Part {
  readonly panel: Panel
  height: number
}

/** How many rows each of a column has; the last ones give way where not all can say what they are about. */
function stacked(
  all: readonly Panel[],
  height: number,
  wanted: (panel: Panel) => number,
  used: (panel: Panel, height: number) => number,
): readonly Part[] {
  const isTight = all.reduce((sum, panel) => sum + wanted(panel), 0) > height
  const column = isTight && all.length > 1 ? all.filter(panel => !panel.isSaidElsewhere) : all
  const parts: Part[] = []
  let left = height
  for (const panel of column) {
    const least = Math.min(wanted(panel), panel.leastBoxRows + BORDERS)
    if (least > left) continue
    parts.push({ panel, height: least })
    left -= least
  }
  for (const part of parts) {
    const [least, most] = [part.height, wanted(part.panel)]
    const grown = Math.min(least + left, most)
    part.height = grown < most ? Math.max(least, used(part.panel, grown) + BORDERS) : grown
    left -= part.height - least
  }
  const elastic = parts.filter(({ panel }) => panel.stretches)
  const takers = elastic.length > 0 ? elastic : parts.slice(-1)
  takers.forEach((part, i) => {
    const more = Math.floor(left / (takers.length - i))
    part.height += more
    left -= more
  })
  return parts
}
