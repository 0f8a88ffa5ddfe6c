/** How the cores share the room that there is. */
export type CoreGrid =
  /** Each core with its number, sparkline and percentage, `cell` columns wide, filled downwards. */
  | { readonly kind: 'each'; readonly rows: number; readonly cell: number; readonly idWidth: number }
  /** One cell a core: its load now as a block. */
  | { readonly kind: 'strip'; readonly rows: number }
  /** Too many even for that: said in words. */
  | { readonly kind: 'summary'; readonly rows: 1 }

const MOST_SPARK = 24
const LEAST_SPARK = 3
/** The blank after the number, one before the percentage, which has up to four characters, and one after it. */
const FIGURE = 7

/** The best layout for `count` cores in `width` columns and at most `mostRows` rows. */
export function coreGrid(count: number, width: number, mostRows: number): CoreGrid {
  const idWidth = String(Math.max(0, count - 1)).length
  const least = idWidth + LEAST_SPARK + FIGURE
  for (let rows = 1; rows <= mostRows; rows++) {
    const columns = Math.ceil(count / rows)
    const cell = Math.min(Math.floor(width / columns), idWidth + MOST_SPARK + FIGURE)
    // One row of cramped cells reads worse than two of wide ones, unless the rows are needed.
    const wanted = rows < mostRows ? Math.min(least + 3, width) : least
    if (cell >= wanted) return { kind: 'each', rows, cell, idWidth }
  }
  const rows = Math.ceil(count / Math.max(1, width))
  return rows <= mostRows ? { kind: 'strip', rows } : { kind: 'summary', rows: 1 }
}
