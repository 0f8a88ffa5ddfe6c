import { RUNTIME_NAMES } from '../../inspect/heap-rows.ts'
import type { Section } from '../../inspect/section.ts'
import { residentBytes } from '../../model/process.ts'
import { formatBytes, formatClock, formatDifference } from '../../model/units.ts'
import type { Ability } from '../../runtime/detection.ts'
import type { HeapFigures } from '../../runtime/figures.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { sparkBlock } from '../draw/spark.ts'
import type { Body } from '../overlays/inspect-body.ts'
import { SectionBody } from '../overlays/inspect-section.ts'
import type { OverlayContext } from '../overlays/overlay.ts'
import { cleanFigures, figureSection, heapUse } from './figure-rows.ts'

import type { HeapPage, PageContext } from './page.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')
const SPARK = style('memoryUsed')
/** Of so many samples the course is kept. */
const MOST_KEPT = 600
/** Of the time that passes the program is asked in so much at most. */
const MOST_SHARE = 0.1
/** Cells before and behind a course. */
const LABEL_WIDTH = 10
const VALUE_WIDTH = 6
const GROWN_WIDTH = 8
const LEAST_ROWS = 8
const READING: Section = { title: 'Figures', kind: 'figures', rows: [], parts: [], note: 'waiting for its figures …' }

type Course = (number | undefined)[]

/** What the runtime tells of its heap, live: how it has grown since it was opened, and on what course. */
export class FiguresPage implements HeapPage {
  readonly title = 'Figures'
  readonly abilities: readonly Ability[] = ['stats']
  readonly body: Body
  readonly #context: PageContext
  readonly #section = new SectionBody(() => this.#shown)
  readonly #courses: readonly [heap: Course, resident: Course] = [[], []]
  /** What the first course is of. */
  #use = ''
  #shown = READING
  #first: HeapFigures | undefined
  #last: HeapFigures | undefined
  #isAsking = false
  #restsUntilMs = 0

  constructor(context: PageContext) {
    this.#context = context
    const section = this.#section
    this.body = {
      draw: (area, drawing) => this.#draw(area, drawing),
      onKey: key => section.onKey(key),
      onWheel: rows => section.onWheel(rows),
      position: () => section.position(),
      copied: () => section.copied(),
      hints: () => section.hints(),
    }
  }

  /** As they were told last. */
  get figures(): HeapFigures | undefined {
    return this.#last
  }

  shown(): void {
    void this.#ask()
  }

  /** Asked also while another page is in view, so that the course has no gaps. */
  renew(): void {
    const [, resident] = this.#courses
    push(resident, residentBytes(this.#context.row().record))
    void this.#ask()
  }

  onKey(): boolean {
    return false
  }

  hints(): readonly (readonly [string, string])[] {
    return []
  }

  async #ask(): Promise<void> {
    const { live } = this.#context
    const startedMs = performance.now()
    if (this.#isAsking || startedMs < this.#restsUntilMs || live.session === undefined) return
    this.#isAsking = true
    const answer = await live.ask({ ability: 'stats', what: 'its figures', quiet: true }, session => session.stats())
    this.#isAsking = false
    const nowMs = performance.now()
    this.#restsUntilMs = nowMs + (nowMs - startedMs) * (1 / MOST_SHARE - 1)
    if (answer === undefined) return
    const figures = cleanFigures(answer.value)
    this.#last = figures
    this.#first ??= figures
    const use = heapUse(figures)
    this.#use = use?.label ?? this.#use
    push(this.#courses[0], use?.bytes)
    this.#shown = figureSection(RUNTIME_NAMES[live.detection.runtime], figures, this.#first)
  }

  #draw(area: Area, drawing: OverlayContext): void {
    const [heap, resident] = this.#courses
    const all = [[this.#use, heap] as const, ['resident', resident] as const]
    const courses = all.filter(([, values]) => values.some(value => value !== undefined))
    const rows = area.height < LEAST_ROWS + courses.length + 1 ? 0 : courses.length
    courses.slice(0, rows).forEach(([label, values], y) => {
      drawCourse(area, y, { label, values }, drawing.unicode)
    })
    const since = `since ${formatClock(this.#context.live.attachedAtMs)}`
    if (rows > 0) area.putRight(area.width, 0, since, DIM)
    const above = rows === 0 ? 0 : rows + 1
    this.#section.draw(area.inner(0, above, area.width, area.height - above), drawing)
  }
}

function push(values: Course, value: number | undefined): void {
  values.push(value)
  if (values.length > MOST_KEPT) values.shift()
}

/** `heap used  212M  +34M  ▁▂▃▄▅▆`: from the least to the most, for what grows slowly would else look flat. */
function drawCourse(
  area: Area,
  y: number,
  { label, values }: { readonly label: string; readonly values: Course },
  unicode: boolean,
): void {
  const known = values.filter(value => value !== undefined)
  const [first, last] = [known[0] ?? 0, known.at(-1) ?? 0]
  area.put(0, y, label, LABEL)
  area.putRight(LABEL_WIDTH + VALUE_WIDTH, y, formatBytes(last), TEXT)
  area.putRight(LABEL_WIDTH + VALUE_WIDTH + GROWN_WIDTH, y, formatDifference(last - first), first === last ? DIM : TEXT)
  const x = LABEL_WIDTH + VALUE_WIDTH + GROWN_WIDTH + 2
  const room = Math.max(0, Math.min(60, area.width - x - 16))
  const inView = room === 0 ? [] : values.slice(-room)
  const seen = inView.filter(value => value !== undefined)
  const [least, most] = [Math.min(...seen), Math.max(...seen)]
  inView.forEach((value, i) => {
    if (value === undefined) return
    const pct = most === least ? 50 : ((value - least) / (most - least)) * 100
    area.put(x + i, y, sparkBlock(pct, unicode), SPARK)
  })
}
