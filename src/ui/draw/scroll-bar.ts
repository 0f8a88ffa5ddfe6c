/** The lines that the thumb takes, of those beside the rows; none where all rows fit, and there is no bar. */
export interface ScrollBar {
  readonly from: number
  readonly to: number
}

/**
 * A scroll bar to scale.
 *
 * @param lines for rows
 * @param top index of the first row in view
 */
export function scrollBar(lines: number, count: number, top: number): ScrollBar {
  if (count <= lines || lines < 3) return { from: 0, to: 0 }
  const length = Math.max(1, Math.round((lines / count) * lines))
  const from = Math.round((top / (count - lines)) * (lines - length))
  return { from, to: from + length }
}

/** Index of the first row in view when the thumb begins at this line, wherever the pointer has taken it. */
export function topAt(lines: number, count: number, from: number): number {
  const { to: length } = scrollBar(lines, count, 0)
  const share = Math.max(0, Math.min(1, from / Math.max(1, lines - length)))
  return Math.round(share * Math.max(0, count - lines))
}

/** What is drawn at the right of a line; undefined where there is no bar. */
export function scrollGlyph({ from, to }: ScrollBar, line: number, unicode: boolean): string | undefined {
  if (from === to) return undefined
  const isThumb = line >= from && line < to
  if (!unicode) return isThumb ? '#' : '|'
  return isThumb ? '▐' : '▕'
}
