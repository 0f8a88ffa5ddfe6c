/** CPU, resident memory and traffic with storage of one process over the time that it is watched. */
import type { Series } from '../../model/history.ts'
import { type ProcessHistory, rangeOf } from '../../model/process-history.ts'
import { formatBytes, formatPct } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Style, style } from '../../terminal/style.ts'
import { cellWidth, wrap } from '../../terminal/width.ts'
import { roundUp } from '../draw/round-up.ts'
import { drawGraph } from '../draw/spark.ts'

const LABEL = style('label')
const TEXT = style('text', 'default', BOLD)
const DIM = style('dim')
const RESIDENT = style('memoryUsed')
const TRAFFIC = style('read')

/** Three graphs beside each other, each with its scale, need so many columns; in fewer each is a line. */
const LEAST_WIDTH = 66
const GAP = 2
/** For the scale at a graph's right. */
const SCALE = 6
/** So much room is left to the rows beneath at least. */
const LEAST_BELOW = 9
const LINES = 3

interface Curve {
  readonly label: string
  readonly values: readonly (number | undefined)[]
  readonly format: (value: number) => string
  /** Behind each figure: `%`, `/s`. */
  readonly unit: string
  /** What the scale reaches to at least. */
  readonly least: number
  /** What its figures are counted in: 1024 for bytes. */
  readonly base: 1 | 1024
  /** How a value is drawn. */
  readonly styleOf: (value: number) => Style
  /** Why nothing is known. */
  readonly unknown?: string | undefined
}

/** Rows that the graphs take, of so many; 0 where others need them all. */
export function graphRows(width: number, height: number): number {
  const most = width < LEAST_WIDTH ? LINES : height >= 30 ? 6 : 3
  return height - most - 1 >= LEAST_BELOW ? most : 0
}

/**
 * Draws the three graphs, with the figure of now, the least and the most while it was watched, and the scale. What is
 * unknown is a gap.
 *
 * @param ioUnknown why nothing is known of its traffic
 */
export function drawGraphs(area: Area, history: ProcessHistory, ioUnknown: string | undefined, unicode: boolean): void {
  const curves = curvesOf(history, ioUnknown)
  if (area.width < LEAST_WIDTH) {
    curves.forEach((curve, y) => {
      drawLine(area.inner(0, y, area.width, 1), curve, unicode)
    })
    return
  }
  const width = Math.floor((area.width - GAP * (curves.length - 1)) / curves.length)
  curves.forEach((curve, i) => {
    drawCurve(area.inner(i * (width + GAP), 0, width, area.height), curve, unicode)
  })
}

function curvesOf(history: ProcessHistory, ioUnknown: string | undefined): Curve[] {
  const all = (series: Series) => series.last(series.length)
  const read = all(history.readBytesPerSec)
  const written = all(history.writeBytesPerSec)
  // A counter that stepped back leaves the sum unknown, not the other one alone.
  const traffic = read.map((value, i) => {
    const other = written[i]
    return value === undefined || other === undefined ? undefined : value + other
  })
  return [
    {
      label: 'CPU',
      values: all(history.cpuPct),
      format: formatPct,
      unit: '%',
      least: 10,
      base: 1,
      styleOf: value => heatOf(Math.min(100, value)),
    },
    {
      label: 'Resident',
      values: all(history.rssBytes),
      format: formatBytes,
      unit: '',
      least: 1024,
      base: 1024,
      styleOf: () => RESIDENT,
    },
    {
      label: 'I/O',
      values: traffic,
      format: formatBytes,
      unit: '/s',
      least: 1024,
      base: 1024,
      styleOf: () => TRAFFIC,
      unknown: ioUnknown,
    },
  ]
}

/** Title with figures, and the graph beneath with its scale beside. */
function drawCurve(area: Area, curve: Curve, unicode: boolean): void {
  const { label, values, format, unit, unknown } = curve
  const range = rangeOf(values)
  const newest = values.at(-1)
  const x = area.put(0, 0, `${label} `, LABEL)
  const end = area.put(x, 0, newest === undefined ? '–' : `${format(newest)}${unit}`, TEXT)
  if (unknown !== undefined && range === undefined) {
    wrap(unknown, area.width).forEach((line, i) => {
      area.put(0, 1 + i, line, DIM)
    })
    return
  }
  const graph = area.inner(0, 1, area.width - SCALE, area.height - 1)
  if (range === undefined) return
  const between = `${format(range.least)}–${format(range.most)}${unit}`
  if (end + 1 + cellWidth(between) <= area.width) area.putRight(area.width, 0, between, DIM)
  const top = roundUp(Math.max(range.most, curve.least), curve.base)
  drawValues(graph, curve, top, unicode)
  const scale = area.inner(area.width - SCALE, 1, SCALE, area.height - 1)
  const tick = unicode ? '┤' : '|'
  scale.put(0, 0, `${tick}${curve.base === 1 ? `${Math.round(top)}%` : format(top)}`, DIM)
  scale.put(0, scale.height - 1, `${tick}0`, DIM)
}

/** Label, figure, graph and range on one line. */
function drawLine(area: Area, curve: Curve, unicode: boolean): void {
  const { label, values, format, unit, unknown } = curve
  const range = rangeOf(values)
  const newest = values.at(-1)
  area.put(0, 0, label, LABEL)
  area.putRight(17, 0, newest === undefined ? '–' : `${format(newest)}${unit}`, TEXT)
  if (range === undefined) {
    if (unknown !== undefined) area.put(18, 0, unknown, DIM)
    return
  }
  const between = `${format(range.least)}–${format(range.most)}${unit}`
  const end = area.putRight(area.width, 0, between, DIM)
  const graph = area.inner(18, 0, Math.max(0, end - 19), 1)
  drawValues(graph, curve, Math.max(range.most, curve.least), unicode)
}

/** Two values a cell, as many as fit. */
function drawValues(area: Area, { values, styleOf }: Curve, top: number, unicode: boolean): void {
  drawGraph(area, values.slice(-area.width * 2), top, pct => styleOf((pct / 100) * top), unicode, true)
}
