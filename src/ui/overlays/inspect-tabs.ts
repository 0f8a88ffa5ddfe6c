import type { Area } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import type { OverlayContext } from './overlay.ts'

const TAB = style('label')
const OPEN_TAB = style('selectionText', 'selectionBack', BOLD)
/** An arrow with its blank, at either end. */
const ARROW = 2

/**
 * The strip of tabs: all where they fit, else the open one with as many neighbours as fit, between arrows.
 *
 * @param openTab by its place in `titles`
 */
export function drawTabs(
  area: Area,
  y: number,
  titles: readonly string[],
  open: number,
  { hits, unicode }: OverlayContext,
  openTab: (at: number) => void,
): void {
  const labels = titles.map((title, i) => ` ${keyOfTab(i, title)} ${title} `)
  const { from, to } = windowOf(labels, open, area.width - 2)
  const whole = from === 0 && to === labels.length
  const [before, after] = unicode ? ['‹', '›'] : ['<', '>']
  let x = 1
  if (!whole) {
    if (from > 0) area.put(x, y, before, TAB)
    hits.add({ x: 0, y, width: ARROW + 1, height: 1 }, () => openTab(open - 1))
    x += ARROW
  }
  for (let i = from; i < to; i++) {
    const label = labels[i] ?? ''
    area.put(x, y, label, i === open ? OPEN_TAB : TAB)
    hits.add({ x, y, width: label.length, height: 1 }, () => openTab(i))
    x += label.length + 1
  }
  if (whole) return
  if (to < labels.length) area.put(x, y, after, TAB)
  hits.add({ x, y, width: ARROW, height: 1 }, () => openTab(open + 1))
}

/** Its number: after 9 comes 0, as on the keyboard. Of one that has none, its first letter. */
export function keyOfTab(at: number, title: string): string {
  return at < 10 ? String((at + 1) % 10) : title.charAt(0)
}

/** The tabs in view, the open one among them whatever the width. */
function windowOf(labels: readonly string[], open: number, width: number): { from: number; to: number } {
  const widthOf = (from: number, to: number): number =>
    labels.slice(from, to).reduce((sum, label) => sum + label.length + 1, -1)
  if (widthOf(0, labels.length) <= width) return { from: 0, to: labels.length }
  let [from, to] = [open, open + 1]
  const fits = (f: number, t: number): boolean => widthOf(f, t) + 2 * ARROW <= width
  for (;;) {
    if (to < labels.length && fits(from, to + 1)) to++
    else if (from > 0 && fits(from - 1, to)) from--
    else return { from, to }
  }
}
