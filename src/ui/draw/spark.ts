import type { Area } from '../../terminal/frame.ts'
import { heatOf, type Style, style } from '../../terminal/style.ts'

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const ASCII = [' ', '_', '.', '-', '=', '+', '*', '#', '#'] as const
const DIM = style('dim')

/** A one-row graph of percentages, a cell each, coloured by heat. What is unknown is a blank. */
export function drawSpark(
  area: Area,
  x: number,
  y: number,
  values: readonly (number | undefined)[],
  unicode: boolean,
): void {
  values.forEach((value, i) => {
    if (value === undefined) return
    area.put(x + i, y, sparkBlock(value, unicode), value < 1 ? DIM : heatOf(value))
  })
}

/** The eighth-height block for a percentage; the lowest one also for nothing, so that time is seen to pass. */
export function sparkBlock(pct: number, unicode: boolean): string {
  const step = Math.max(1, Math.min(8, Math.ceil((pct / 100) * 8)))
  return (unicode ? BLOCKS : ASCII)[step] ?? ' '
}

/** Dots of a braille cell from the bottom up, left and right column (Unicode 10.4, block 2800). */
const LEFT_DOTS = [0x40, 0x04, 0x02, 0x01] as const
const RIGHT_DOTS = [0x80, 0x20, 0x10, 0x08] as const

/**
 * An area graph in braille: two values a cell across, four steps a row up, filled from the bottom and coloured by
 * `styleAt` of each row's height in percent. In ASCII a column of characters for every two values.
 *
 * @param isZeroSeen nothing is a dot too, so that it can be told from what is unknown, which is a blank
 */
export function drawGraph(
  area: Area,
  values: readonly (number | undefined)[],
  maximum: number,
  styleAt: (pct: number) => Style,
  unicode: boolean,
  isZeroSeen = false,
): void {
  const { width, height } = area
  const dots = height * 4
  const level = (value: number | undefined): number =>
    value === undefined || maximum <= 0
      ? 0
      : Math.min(dots, Math.max(value > 0 || isZeroSeen ? 1 : 0, Math.round((value / maximum) * dots)))
  const offset = values.length - width * 2
  for (let x = 0; x < width; x++) {
    const left = level(values[offset + x * 2])
    const right = level(values[offset + x * 2 + 1])
    for (let row = 0; row < height; row++) {
      const below = row * 4
      if (left <= below && right <= below) break
      const top = (Math.min(dots, below + 4) / dots) * 100
      area.put(x, height - 1 - row, graphCell(left - below, right - below, unicode), styleAt(top))
    }
  }
}

/** A cell of a graph whose two columns have so many dots from its bottom up; more than four are four. */
export function graphCell(left: number, right: number, unicode: boolean): string {
  if (!unicode) {
    const most = Math.max(left, right)
    return most >= 4 ? '#' : most >= 2 ? ':' : '.'
  }
  let bits = 0
  for (let dot = 0; dot < 4; dot++) {
    if (left > dot) bits |= LEFT_DOTS[dot] ?? 0
    if (right > dot) bits |= RIGHT_DOTS[dot] ?? 0
  }
  return String.fromCharCode(0x2800 + bits)
}
