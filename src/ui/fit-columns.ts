/** What a column needs to find its place on a row. */
export interface FittingColumn {
  readonly id: string
  readonly title: string
  /** Cells; 0 for the column that takes what is left. */
  readonly width: number
  /** So many cells where what takes the rest has plenty all the same. */
  readonly widest?: number
  /** Neither wider nor narrower, whatever its title needs. */
  readonly fixed?: true
}

export interface Fitted<C> {
  readonly column: C
  readonly x: number
  readonly width: number
}

export interface Wanted<C> {
  readonly column: C
  /** Which of two leaves first where not all fit: the one with more; 0 never. */
  readonly givesWay: number
}

/** More than that what takes the rest does not need before others have what they would like. */
const PLENTY = 40

/**
 * The columns that fit, from the left; one without a width takes the rest. The one that rows are sorted by always stays:
 * an order that one cannot see the reason of looks like none.
 *
 * @param leastRest cells that the one without a width needs
 */
export function fitColumns<C extends FittingColumn>(
  columns: readonly Wanted<C>[],
  width: number,
  sortedId: string,
  leastRest: number,
): Fitted<C>[] {
  const wanted = [...columns]
  // The arrow stands beside the title, within the column: the gap to the next one stays.
  const widthOf = (column: C): number =>
    column.id === sortedId && !column.fixed ? Math.max(column.width, column.title.length + 1) : column.width
  const taken = (): number =>
    wanted.reduce((sum, { column }) => sum + (column.width === 0 ? leastRest : widthOf(column) + 1), 0)
  while (taken() > width - 1) {
    const candidates = wanted.filter(({ column, givesWay }) => givesWay > 0 && column.id !== sortedId)
    const next = candidates.reduce((a, b) => (b.givesWay > (a?.givesWay ?? 0) ? b : a), candidates[0])
    if (next === undefined) break
    wanted.splice(wanted.indexOf(next), 1)
  }
  const others = wanted.reduce((sum, { column }) => sum + (column.width === 0 ? 0 : widthOf(column) + 1), 0)
  const rest = Math.max(1, width - others - 1)
  let spare = Math.max(0, rest - PLENTY)
  const growth = wanted.map(({ column: { widest = 0, width: least } }) => {
    const more = Math.max(0, Math.min(widest - least, spare))
    spare -= more
    return more
  })
  const grown = growth.reduce((sum, more) => sum + more, 0)
  let x = 0
  return wanted.map(({ column }, i) => {
    const own = column.width === 0 ? rest - grown : widthOf(column) + (growth[i] ?? 0)
    const placed = { column, x, width: own }
    x += own + 1
    return placed
  })
}
