import { curveOf } from '../../model/curve.ts'
import type { ProcessId } from '../../model/process.ts'
import { rangeOf } from '../../model/process-history.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { formatClock, formatSpan } from '../../model/units.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import { roundUp } from '../draw/round-up.ts'
import { selectRow } from '../draw/select-row.ts'
import { drawGraph } from '../draw/spark.ts'
import type { GraphSeries } from '../graph-series.ts'
import { type CommandKeys, GENERAL } from './command-keys.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TITLE = style('title', 'default', BOLD)
const TEXT = style('text', 'default', BOLD)
const LABEL = style('label')
const DIM = style('dim')

/** What one sees at once, in minutes. */
const SPANS = [1, 2, 5, 10] as const
const MINUTE_MS = 60_000
/** A quarter of what is seen is a step into the past. */
const STEP_SHARE = 0.25
/** From here on the series stand in a list beside the graph. */
const LIST_FROM_WIDTH = 90
const LIST_WIDTH = 28
/** For the scale at the left. */
const SCALE = 8
const TIME_WIDTH = 8

export interface GraphViewOptions {
  readonly series: readonly GraphSeries[]
  /** Which of them is seen at first, by its id; else the first of them. */
  readonly first: string | undefined
  readonly keys: CommandKeys
  /** The process that some of them are of. */
  readonly about: ProcessId | undefined
  /** What is kept, the oldest first. */
  snapshots(): readonly Snapshot[]
}

/** One figure over the last minutes on the whole screen, with axes; others a key away. */
export class GraphView implements Overlay {
  readonly id = 'graph'
  readonly full = true
  readonly moves = true
  readonly looks: Overlay['looks']
  readonly #options: GraphViewOptions
  #at = 0
  #zoom: number
  /** When the graph ends, in monotonic milliseconds; undefined while it goes on with what happens now. */
  #endMs: number | undefined

  constructor(options: GraphViewOptions) {
    this.#options = options
    // What a process reads and writes is a file of its own, looked at as long as somebody wants to see it.
    this.looks = options.about && { id: options.about, facets: new Set(['io']) }
    this.#at = Math.max(
      0,
      options.series.findIndex(({ id }) => id === options.first),
    )
    // As much as there is to see.
    const fits = SPANS.findIndex(minutes => minutes * MINUTE_MS >= this.#keptMs)
    this.#zoom = fits < 0 ? SPANS.length - 1 : fits
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    const whole = area.inner(0, 0, area.width, area.height - 1)
    whole.fill(' ')
    const series = this.#options.series[this.#at]
    if (series !== undefined && whole.height > 4) {
      const listed = area.width >= LIST_FROM_WIDTH ? LIST_WIDTH : 0
      if (listed > 0) this.#drawList(area.inner(0, 1, listed - 1, whole.height - 1), hits)
      this.#drawSeries(area.inner(listed, 0, area.width - listed, whole.height), series, unicode)
      if (listed > 0) area.put(1, 0, 'Graphs', TITLE)
    }
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    const { keys, series } = this.#options
    const count = series.length
    if (key === 'down' || key === 'tab') this.#at = (this.#at + 1) % count
    else if (key === 'up' || key === 'S-tab') this.#at = (this.#at + count - 1) % count
    else if (key === '+' || key === '=') this.#zoom = Math.max(0, this.#zoom - 1)
    else if (key === '-') this.#zoom = Math.min(SPANS.length - 1, this.#zoom + 1)
    else if (key === 'left') this.#scroll(-1)
    else if (key === 'right') this.#scroll(1)
    else if (key === 'home') this.#scroll(Number.NEGATIVE_INFINITY)
    else if (key === 'end') this.#scroll(Number.POSITIVE_INFINITY)
    else if (key === 'escape' || key === 'q' || key === 'f10' || keys.isOf(key, 'graph')) return 'close'
    else return keys.passes(key, GENERAL) ? 'pass' : 'used'
    return 'used'
  }

  onWheel(rows: number): void {
    this.#scroll(rows < 0 ? -1 : 1)
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      ['tab', 'Next'],
      ['left', 'Earlier'],
      ['+', 'Zoom in'],
      ['-', 'Zoom out'],
      ['escape', 'Close'],
    ]
  }

  get #spanMs(): number {
    return (SPANS[this.#zoom] ?? 1) * MINUTE_MS
  }

  #scroll(steps: number): void {
    const endMs = this.#endAt((this.#endMs ?? this.#newestMs) + steps * this.#spanMs * STEP_SHARE)
    this.#endMs = endMs < this.#newestMs ? endMs : undefined
  }

  /** No later than now, and no further back than what is kept. */
  #endAt(ms: number): number {
    return Math.min(this.#newestMs, Math.max(ms, this.#newestMs - this.#keptMs + this.#spanMs))
  }

  get #newestMs(): number {
    return timeOf(this.#options.snapshots().at(-1))
  }

  get #keptMs(): number {
    return this.#newestMs - timeOf(this.#options.snapshots()[0])
  }

  /** The newest that is seen, at the right. */
  get #latest(): Snapshot | undefined {
    const toMs = this.#toMs
    return this.#options.snapshots().findLast(snapshot => timeOf(snapshot) <= toMs)
  }

  get #toMs(): number {
    return this.#endAt(this.#endMs ?? this.#newestMs)
  }

  #drawList(area: Area, hits: OverlayContext['hits']): void {
    const { series } = this.#options
    const latest = this.#latest
    const top = Math.max(0, Math.min(this.#at - Math.floor(area.height / 2), series.length - area.height))
    series.slice(top, top + area.height).forEach((one, y) => {
      const value = latest && one.value(latest)
      const figure = value === undefined ? '–' : one.format(value)
      const x = area.putRight(area.width, y, figure, value === undefined ? DIM : TEXT)
      area.put(1, y, clip(one.title, x - 2), LABEL)
      if (top + y === this.#at) selectRow(area, y)
    })
    hits.add(area.rect, (_, y) => {
      if (top + y < series.length) this.#at = top + y
    })
  }

  #drawSeries(area: Area, series: GraphSeries, unicode: boolean): void {
    const snapshots = this.#options.snapshots()
    const latest = this.#latest
    if (latest === undefined) return
    const toMs = this.#toMs
    const fromMs = toMs - this.#spanMs
    const graph = area.inner(SCALE, 2, area.width - SCALE - 1, area.height - 3)
    const values = curveOf(snapshots, one => series.value(one), fromMs, toMs, graph.width * 2)
    this.#drawTitle(area, series, latest, values)
    const range = rangeOf(values)
    const highest = Math.max(range?.most ?? 0, series.least)
    const top = Math.min(series.most ?? Number.POSITIVE_INFINITY, roundUp(highest, series.base))
    drawGraph(graph, values, top, pct => series.styleOf((pct / 100) * top), unicode, true)
    drawScale(area.inner(0, 2, SCALE, graph.height), series, top, unicode)
    drawTimes(area.inner(SCALE, area.height - 1, graph.width, 1), share =>
      clockAt(snapshots, fromMs + share * (toMs - fromMs)),
    )
  }

  #drawTitle(area: Area, series: GraphSeries, latest: Snapshot, values: readonly (number | undefined)[]): void {
    const value = series.value(latest)
    let x = area.put(1, 0, `${clip(series.title, area.width - 20)} `, TITLE)
    x = area.put(x, 0, value === undefined ? '–' : series.format(value), TEXT)
    const range = rangeOf(values)
    const between =
      range === undefined ? 'nothing is known' : `${series.format(range.least)} to ${series.format(range.most)}`
    const seen = `${between} in ${formatSpan(this.#spanMs)}`
    if (x + 2 + seen.length < area.width) area.putRight(area.width - 1, 0, seen, DIM)
  }
}

function timeOf(snapshot: Snapshot | undefined): number {
  return snapshot?.sample.monotonicMs ?? 0
}

/** What the clock showed then: it is not what it shows now less the time since, where the machine slept in between. */
function clockAt(snapshots: readonly Snapshot[], ms: number): number {
  const next = snapshots.find(snapshot => timeOf(snapshot) >= ms) ?? snapshots.at(-1)
  return next === undefined ? 0 : next.atMs - (timeOf(next) - ms)
}

/** The highest, the middle and nothing. */
function drawScale(area: Area, series: GraphSeries, top: number, unicode: boolean): void {
  const tick = unicode ? '┤' : '|'
  for (const [y, value] of [
    [0, top],
    [Math.floor((area.height - 1) / 2), top / 2],
    [area.height - 1, 0],
  ] as const) {
    area.putRight(area.width, y, `${value === 0 ? '0' : series.format(value)}${tick}`, DIM)
  }
}

/** The time of day at the ends and in between, as many as there is room for. */
function drawTimes(area: Area, clockOf: (share: number) => number): void {
  const count = Math.max(2, Math.floor(area.width / (TIME_WIDTH * 3)))
  for (let i = 0; i < count; i++) {
    const share = i / (count - 1)
    const at = Math.round(share * (area.width - TIME_WIDTH))
    area.put(at, 0, formatClock(clockOf(share)), DIM)
  }
}
