import { clean } from '../../model/text.ts'
import { formatClock, formatCount } from '../../model/units.ts'
import type { Collection } from '../../runtime/session.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, style } from '../../terminal/style.ts'
import { cellWidth, clip, wrap } from '../../terminal/width.ts'
import { drawBarAlone } from '../draw/bar.ts'
import { pauseText } from './pause-text.ts'

const HEADING = style('title', 'default', BOLD)
const KEY = style('accent', 'default', BOLD)
const TEXT = style('text')
const DIM = style('dim')
const MOST_KEPT = 500
const MOST_KIND = 24
const PAUSE_WIDTH = 9
const WIDE_BAR = 24
const BAR = 12
const TIME_WIDTH = 10
/** A pause of so long is as bad as can be. */
const BAD_PAUSE_MS = 200

export interface ShownStream {
  /** Whether it is told of them, in words, until there is one. */
  readonly state: string
  /** The key with which that begins or ends, and its title. */
  readonly hint: readonly [key: string, title: string] | undefined
  readonly unicode: boolean
}

/** The collections of a program as they happen, the newest first. */
export class CollectionStream {
  readonly #all: Collection[] = []
  #count = 0
  #pausesMs = 0
  #longestMs = 0

  push(collection: Collection): void {
    this.#all.unshift(collection)
    if (this.#all.length > MOST_KEPT) this.#all.pop()
    this.#count++
    this.#pausesMs += collection.pauseMs
    this.#longestMs = Math.max(this.#longestMs, collection.pauseMs)
  }

  draw(area: Area, { state, hint, unicode }: ShownStream): void {
    const [newest] = this.#all
    const totals = [
      `${formatCount(this.#count)} ${this.#count === 1 ? 'collection' : 'collections'}`,
      `${pauseText(this.#pausesMs)} of pauses`,
      `${pauseText(this.#longestMs)} the longest`,
    ]
    const heading = area.put(0, 0, clip(newest === undefined ? 'Collections' : totals.join(' · '), area.width), HEADING)
    if (newest === undefined) {
      wrap(state, area.width).forEach((line, i) => {
        area.put(0, i + 1, line, DIM)
      })
      return
    }
    drawHint(area, heading, hint)
    const inView = this.#all.slice(0, Math.max(0, area.height - 1))
    const kindWidth = Math.min(MOST_KIND, Math.max(...inView.map(({ kind }) => cellWidth(clean(kind)))))
    const longestMs = Math.max(...inView.map(({ pauseMs }) => pauseMs))
    inView.forEach((collection, i) => {
      drawCollection(area, i + 1, collection, { kindWidth, longestMs, unicode })
    })
  }
}

/** At the right of the heading, where there is room beside it. */
function drawHint(area: Area, from: number, hint: ShownStream['hint']): void {
  if (hint === undefined) return
  const [key, title] = hint
  const x = area.width - cellWidth(`${key} ${title}`)
  if (x < from + 2) return
  area.put(x, 0, key, KEY)
  area.putRight(area.width, 0, title, DIM)
}

interface Scale {
  readonly kindWidth: number
  readonly longestMs: number
  readonly unicode: boolean
}

function drawCollection(
  area: Area,
  y: number,
  { atMs, kind, pauseMs, collected, uncollectable }: Collection,
  { kindWidth, longestMs, unicode }: Scale,
): void {
  area.put(0, y, formatClock(atMs), DIM)
  area.put(TIME_WIDTH, y, clip(clean(kind), kindWidth), TEXT)
  const afterPause = TIME_WIDTH + kindWidth + PAUSE_WIDTH
  const heat = heatOf((pauseMs / BAD_PAUSE_MS) * 100)
  area.putRight(afterPause, y, pauseText(pauseMs), heat)
  const barWidth = area.width >= 100 ? WIDE_BAR : area.width >= 60 ? BAR : 0
  const share = longestMs === 0 ? 0 : pauseMs / longestMs
  drawBarAlone(area, afterPause + 1, y, barWidth, { share, style: heat }, unicode)
  const did = [
    collected === undefined ? undefined : `${formatCount(collected)} freed`,
    uncollectable ? `${formatCount(uncollectable)} could not be` : undefined,
  ].filter(part => part !== undefined)
  const x = afterPause + barWidth + (barWidth === 0 ? 1 : 3)
  area.put(x, y, clip(did.join(', '), area.width - x), DIM)
}
