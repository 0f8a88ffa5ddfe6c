import type { Rect } from '../terminal/frame.ts'
import { scrollBar, topAt } from './draw/scroll-bar.ts'
import type { Hits } from './hits.ts'

/** What a scroll bar stands for, as it was drawn. */
export interface Scrolled {
  readonly count: number
  /** Index of the first row in view. */
  readonly top: number
}

/**
 * Lets the scroll bar at the right edge of these rows be dragged by its thumb, and clicked beside it for a page.
 *
 * @param rows where they were drawn
 */
export function addScrollGrip(hits: Hits, rows: Rect, { count, top }: Scrolled, scroll: (top: number) => void): void {
  const lines = rows.height
  const bar = scrollBar(lines, count, top)
  if (bar.from === bar.to) return
  hits.addGrip({ ...rows, x: rows.x + rows.width - 1, width: 1 }, (_, pressed) => {
    if (pressed >= bar.from && pressed < bar.to) return (_, y) => scroll(topAt(lines, count, bar.from + y - pressed))
    const page = pressed < bar.from ? -lines : lines
    scroll(Math.max(0, Math.min(top + page, count - lines)))
    return undefined
  })
}
