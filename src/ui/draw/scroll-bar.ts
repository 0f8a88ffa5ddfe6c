/**
 * The lines that the scroll bar takes: none where all rows fit.
 *
 * @param lines for rows
 * @param top index of the first row in view
 */
export function scrollBar(lines: number, count: number, top: number): { readonly from: number; readonly to: number } {
  if (count <= lines || lines < 3) return { from: 0, to: 0 }
  const length = Math.max(1, Math.round((lines / count) * lines))
  const from = Math.round((top / (count - lines)) * (lines - length))
  return { from, to: from + length }
}
