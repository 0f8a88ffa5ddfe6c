/** How the cores share the room that there is. */
export type CoreGrid =
  /** Each core with its number, graph and percentage, `cell` columns wide and `height` rows high, filled downwards. */
  | {
      readonly kind: 'each'
      /** Of cores. */
      readonly rows: number
      readonly height: number
      /** From one to the next: graphs of more rows have one between them, or they would be one. */
      readonly pitch: number
      readonly cell: number
      readonly idWidth: number
    }
  /** One cell a core: its load now as a block. */
  | { readonly kind: 'strip'; readonly rows: number }
  /** Too many even for that: said in words. */
  | { readonly kind: 'summary'; readonly rows: 1 }

const LEAST_SPARK = 3
/** A graph of two points a cell is worth its rows from here on: it has most of a minute. */
const GOOD_GRAPH = 24
/** Fewer cores have graphs of more rows, up to so many. */
const MOST_HEIGHT = 4
/** The blank after the number, one before the percentage, which has up to four characters, and one after it. */
const FIGURE = 7

/** The best layout for `count` cores in `width` columns and at most `mostRows` rows, a row each. */
export function coreGrid(count: number, width: number, mostRows: number): CoreGrid {
  const idWidth = String(Math.max(0, count - 1)).length
  const least = idWidth + LEAST_SPARK + FIGURE
  for (let rows = 1; rows <= mostRows; rows++) {
    const cell = Math.floor(width / Math.ceil(count / rows))
    // One row of cramped cells reads worse than two of wide ones, unless the rows are needed.
    const wanted = rows < mostRows ? Math.min(least + 3, width) : least
    if (cell >= wanted) return { kind: 'each', rows, height: 1, pitch: 1, cell, idWidth }
  }
  const rows = Math.ceil(count / Math.max(1, width))
  return rows <= mostRows ? { kind: 'strip', rows } : { kind: 'summary', rows: 1 }
}

/** For graphs of most of a minute, and of several rows; undefined where there are too many cores for that. */
export function tallCoreGrid(count: number, width: number, mostRows: number): CoreGrid | undefined {
  const idWidth = String(Math.max(0, count - 1)).length
  for (let rows = 1; rows <= mostRows; rows++) {
    const cell = Math.floor(width / Math.ceil(count / rows))
    if (cell < idWidth + GOOD_GRAPH + FIGURE) continue
    const height = Math.min(MOST_HEIGHT, Math.floor((mostRows + 1) / rows) - 1)
    return height > 1
      ? { kind: 'each', rows, height, pitch: height + 1, cell, idWidth }
      : { kind: 'each', rows, height: 1, pitch: 1, cell, idWidth }
  }
  return undefined
}

/** Rows of the screen that it takes. */
export function rowsOf(grid: CoreGrid): number {
  return grid.kind === 'each' ? (grid.rows - 1) * grid.pitch + grid.height : grid.rows
}
