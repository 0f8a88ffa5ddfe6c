import type { Series } from '../../model/history.ts'
import { formatBytes } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { type Role, style } from '../../terminal/style.ts'
import type { Foot } from './box.ts'
import { roundUp } from './round-up.ts'
import { drawGraph } from './spark.ts'

/** Bytes a second one way: in or out. */
export interface Flow {
  readonly sign: string
  readonly role: Role
  readonly series: Series
}

const GAP = 1
const LABEL = style('label')
const TEXT = style('text')
/** A graph of less cells is a smudge. */
const LEAST_WIDTH = 4
/** What the scale reaches to at least, in bytes a second. */
const LEAST_TOP = 1024

function widthOfEach(width: number): number {
  return Math.floor((width - GAP) / 2)
}

/** Both ways beside each other, each to a scale of its own, which {@link pairFoot} tells. */
export function drawPairGraph(area: Area, flows: readonly [Flow, Flow], unicode: boolean): void {
  const width = widthOfEach(area.width)
  if (width < LEAST_WIDTH || area.height < 1) return
  flows.forEach(({ series, role }, i) => {
    const values = series.last(width * 2)
    const graph = area.inner(i * (width + GAP), 0, width, area.height)
    const top = roundUp(Math.max(LEAST_TOP, highest(values)), 1024)
    drawGraph(graph, values, top, () => style(role), unicode, true)
  })
}

/** `▼ most 1.2M/s  ▲ most 33K/s`: what the highest points in these graphs stand for. */
export function pairFoot(width: number, flows: readonly [Flow, Flow]): Foot {
  return flows.map(({ sign, series }) => [
    [`${sign} most `, LABEL],
    [`${formatBytes(highest(series.last(widthOfEach(width) * 2)))}/s`, TEXT],
  ])
}

function highest(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
}
