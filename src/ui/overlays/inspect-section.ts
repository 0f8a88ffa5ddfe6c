import type { Section, SectionRow } from '../../inspect/section.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { wrap } from '../../terminal/width.ts'
import { selectRow } from '../draw/select-row.ts'
import type { Body } from './inspect-body.ts'
import { type Line, sectionLines } from './inspect-lines.ts'
import { movedBy } from './moves.ts'
import type { OverlayContext } from './overlay.ts'

const MEANING = style('text')
/** Lines for what the selected row means, and so many for rows beside them at least. */
const MEANING_LINES = 2
const LEAST_ROWS = 6

/**
 * Rows of figures or texts. Each can be selected: what it means, or why it is unknown, then stands below in full,
 * however narrow the window. A text of more lines than there are is scrolled through line by line.
 */
export class SectionBody implements Body {
  readonly #section: () => Section
  /** Long texts are wrapped once, not at each drawing. */
  #lines:
    | { readonly section: Section; readonly width: number; readonly unicode: boolean; readonly all: Line[] }
    | undefined
  #top = 0
  #bottom = 0
  #height = 1
  #count = 0
  /** Index of the selected row of the section. */
  #at = 0

  constructor(section: () => Section) {
    this.#section = section
  }

  /** The row that is selected. */
  get selected(): SectionRow | undefined {
    return this.#section().rows[this.#at]
  }

  get hasInside(): boolean {
    return this.#section().hasInside === true
  }

  copied(): string | undefined {
    const { selected } = this
    return selected === undefined || selected.unknown !== undefined ? undefined : selected.value
  }

  draw(area: Area, { unicode, hits }: OverlayContext): void {
    const lines = this.#linesOf(this.#section(), area.width, unicode)
    const { selected } = this
    const meaning = selected === undefined || area.height < LEAST_ROWS + MEANING_LINES + 1 ? 0 : MEANING_LINES + 1
    this.#height = Math.max(1, area.height - meaning)
    this.#count = lines.length
    this.#bottom = Math.max(0, lines.length - this.#height)
    this.#top = Math.min(this.#top, this.#bottom)
    lines.slice(this.#top, this.#top + this.#height).forEach((line, y) => {
      line.draw(area, y)
      if (selected !== undefined && line.row === selected) selectRow(area, y)
    })
    if (selected !== undefined && meaning > 0) drawMeaning(area, selected)
    hits.add({ ...area.rect, height: this.#height }, (_, y) => this.#click(y))
  }

  onKey(key: string): boolean {
    const rows = movedBy(key, this.#height)
    if (rows === undefined) return false
    if (!this.#scrolledWithin(rows)) this.#select(this.#at + rows)
    return true
  }

  onWheel(rows: number): void {
    this.#top = Math.max(0, Math.min(this.#top + rows, this.#bottom))
  }

  position(): string | undefined {
    if (this.#bottom === 0) return undefined
    return `${this.#top + 1}–${Math.min(this.#count, this.#top + this.#height)} of ${this.#count}`
  }

  hints(): readonly (readonly [string, string])[] {
    return [['down', 'Meaning']]
  }

  #select(index: number): void {
    const { rows } = this.#section()
    this.#at = Math.max(0, Math.min(index, rows.length - 1))
    const { first, last } = this.#extent()
    if (first < this.#top) this.#top = first
    else if (last >= this.#top + this.#height) this.#top = Math.min(first, last - this.#height + 1)
  }

  /** Shows more of a selected row that is not whole in view; false where it is, so that the next one is to be selected. */
  #scrolledWithin(rows: number): boolean {
    const { first, last } = this.#extent()
    const end = this.#top + this.#height
    const isSeen = first < end && last >= this.#top
    const isMore = isSeen && (rows === 1 ? last >= end : rows === -1 && first < this.#top)
    if (isMore) this.#top += rows
    return isMore
  }

  /** The lines of the selected row, with what stands above it and belongs to no row. */
  #extent(): { readonly first: number; readonly last: number } {
    const drawn = this.#lines
    const all = drawn === undefined ? [] : this.#linesOf(this.#section(), drawn.width, drawn.unicode)
    const { selected } = this
    let first = Math.max(
      0,
      all.findIndex(({ row }) => row === selected),
    )
    const last = Math.max(
      first,
      all.findLastIndex(({ row }) => row === selected),
    )
    while (first > 0 && all[first - 1]?.row === undefined) first--
    return { first, last }
  }

  #click(y: number): void {
    const row = this.#lines?.all[this.#top + y]?.row
    if (row !== undefined) this.#select(this.#section().rows.indexOf(row))
  }

  #linesOf(section: Section, width: number, unicode: boolean): Line[] {
    const last = this.#lines
    if (last?.section === section && last.width === width && last.unicode === unicode) return last.all
    const all = sectionLines(section, width, unicode)
    this.#lines = { section, width, unicode, all }
    return all
  }
}

function drawMeaning(area: Area, { label, about, detail, unknown }: SectionRow): void {
  const reason =
    unknown === undefined ? '' : detail === undefined ? ` Unknown: ${unknown}.` : ` Use unknown: ${unknown}.`
  const text = `${label === '' ? '' : `${label}: `}${about}${about.endsWith('.') || reason === '' ? '' : '.'}${reason}`
  wrap(text, area.width)
    .slice(0, MEANING_LINES)
    .forEach((line, i) => {
      area.put(0, area.height - MEANING_LINES + i, line, MEANING)
    })
}
