/** How the cores share the room that there is. */
export type CoreGrid =
  /** Each core with its number, graph and percentage, `cell` columns wide and `height` rows high, filled downwards. */
  | {
      readonly kind: 'each'
      /** Of cores; each has `height` rows of the screen. */
      readonly rows: number
      readonly height: number
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
    if (cell >= wanted) return { kind: 'each', rows, height: 1, cell, idWidth }
  }
  const rows = Math.ceil(count / Math.max(1, width))
  return rows <= mostRows ? { kind: 'strip', rows } : { kind: 'summary', rows: 1 }
}

/** As {@link coreGrid}, but all of the rows are there to be used: for wider graphs, and higher ones. */
export function tallCoreGrid(count: number, width: number, mostRows: number): CoreGrid {
  const idWidth = String(Math.max(0, count - 1)).length
  for (let rows = 1; rows <= mostRows; rows++) {
    const cell = Math.floor(width / Math.ceil(count / rows))
    if (cell < idWidth + GOOD_GRAPH + FIGURE) continue
    return { kind: 'each', rows, height: Math.min(MOST_HEIGHT, Math.floor(mostRows / rows)), cell, idWidth }
  }
  return coreGrid(count, width, mostRows)
}

/** Rows of the screen that it takes. */
export function rowsOf(grid: CoreGrid): number {
  return grid.kind === 'each' ? grid.rows * grid.height : grid.rows
}
