import type { BarPart, RowTone, Section, SectionRow } from '../../inspect/section.ts'
import { formatBytes, formatDifference } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Role, type Style, style } from '../../terminal/style.ts'
import { cellWidth, clip, clusters, wrap } from '../../terminal/width.ts'
import { drawBar } from '../draw/bar.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')
const HEADING = style('title', 'default', BOLD)
export const TONES: Record<RowTone, Style> = { plain: TEXT, dim: DIM, warn: style('warn'), bad: style('bad') }
const PART_ROLES: Record<BarPart['kind'], Role> = { private: 'memoryUsed', shared: 'memoryCache', swapped: 'swap' }
const WIDE_BAR = 24
/** `999,999/s` with a blank before. */
const RATE = 10
const BAR = 12
/** From so many columns on a short text leaves room for its meaning, right of so much of the width. */
const WIDE = 110
const TEXT_SHARE = 0.55
/** A meaning of fewer cells says nothing. */
const LEAST_ABOUT = 20

/** One line of a section. */
export interface Line {
  /** Draws it at a row of the area. */
  draw(area: Area, y: number): void
  /** What the line shows, where that may be selected. */
  readonly row?: SectionRow
}

const BLANK: Line = { draw: () => undefined }

/** A section of an inspection as lines, as many as it takes. */
export function sectionLines(section: Section, width: number, unicode: boolean): Line[] {
  return section.kind === 'texts' ? textLines(section, width) : figureLines(section, width, unicode)
}

/** Texts may be as long as they like: they go on below themselves. What they mean stands beside them on a wide screen. */
function textLines(section: Section, width: number): Line[] {
  const labelWidth = Math.max(...section.rows.map(row => cellWidth(row.label))) + 2
  const aboutAt = width >= WIDE ? Math.round(width * TEXT_SHARE) : width
  return section.rows.flatMap(row => {
    const text = row.unknown === undefined ? row.value : `${row.value} ${row.unknown}`
    const isShort = labelWidth + cellWidth(text) + 2 <= aboutAt
    const room = Math.max(10, width - labelWidth)
    const lines = (row.isBrief === true ? [clip(text, room)] : wrapHard(text, room)).map(
      (part, i): Line => ({
        row,
        draw: (area, y) => {
          if (i === 0) area.put(0, y, row.label, LABEL)
          area.put(labelWidth, y, part, row.unknown === undefined ? TONES[row.tone] : DIM)
          if (isShort && aboutAt < width) area.put(aboutAt, y, clip(row.about, width - aboutAt), DIM)
        },
      }),
    )
    return row.heading === undefined ? lines : [BLANK, headingLine(row.heading), ...lines]
  })
}

function headingLine(heading: string): Line {
  return {
    draw: (area, y) => {
      area.put(0, y, heading, HEADING)
    },
  }
}

/** Wrapped at blanks where that works out, else in the middle of a word: a path is longer than any line. */
export function wrapHard(text: string, width: number): string[] {
  if (text.split(' ').every(word => cellWidth(word) <= width)) return wrap(text, width)
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const cluster of clusters(text)) {
    if (used + cluster.width > width) {
      lines.push(line)
      line = ''
      used = 0
    }
    line += cluster.text
    used += cluster.width
  }
  return [...lines, line]
}

function figureLines(section: Section, width: number, unicode: boolean): Line[] {
  const labelWidth = Math.max(...section.rows.map(row => cellWidth(row.label))) + 1
  const valueWidth = Math.max(6, ...section.rows.map(row => cellWidth(row.value)))
  const hasBars = section.rows.some(row => row.detail !== undefined)
  const detailWidth = Math.max(...section.rows.map(row => cellWidth(row.detail ?? '')))
  const barWidth = width >= 100 ? WIDE_BAR : width >= 76 ? BAR : 0
  const rateWidth = section.rows.some(row => row.rate !== undefined) ? RATE : 0
  const grown = Math.max(...section.rows.map(row => cellWidth(row.grown ?? '')))
  const grownWidth = grown === 0 ? 0 : grown + 1
  const columns = { labelWidth, barWidth, valueWidth, grownWidth, detailWidth }
  const plainColumns = { labelWidth, valueWidth, grownWidth, rateWidth }
  const lines: Line[] = []
  if (section.note !== undefined) lines.push(...wrap(section.note, width).map(noteLine), BLANK)
  if (section.parts.length > 0) lines.push(partsLine(section.parts, unicode), BLANK)
  for (const row of section.rows) {
    const draw = hasBars ? barLine(row, columns, width, unicode) : plainLine(row, plainColumns, width)
    lines.push({ row, draw })
  }
  return lines
}

function noteLine(note: string): Line {
  return {
    draw: (area, y) => {
      area.put(0, y, note, style('accent'))
    },
  }
}

interface PlainColumns {
  readonly labelWidth: number
  readonly valueWidth: number
  readonly rateWidth: number
  /** With the gap before it; 0 where nothing is compared. */
  readonly grownWidth: number
}

/** Label, figure, how much it has grown where that is compared, how fast it grows, and what it means. */
function plainLine(row: SectionRow, columns: PlainColumns, width: number): Line['draw'] {
  const afterValue = columns.labelWidth + columns.valueWidth
  const afterGrown = afterValue + columns.grownWidth
  const afterRate = afterGrown + columns.rateWidth
  return (area, y) => {
    area.put(0, y, row.label, row.tone === 'dim' ? DIM : LABEL)
    area.putRight(afterValue, y, row.value, TONES[row.tone])
    putGrown(area, afterGrown, y, row.grown)
    area.putRight(afterRate, y, row.rate ?? '', TEXT)
    const x = afterRate + 2
    area.put(x, y, clip(row.unknown ?? row.about, width - x), DIM)
  }
}

/** Label, a bar of how much of the limit is used, the figures, and what it means where there is room. */
function barLine(row: SectionRow, columns: BarColumns, width: number, unicode: boolean): Line['draw'] {
  const { labelWidth, barWidth, valueWidth, grownWidth, detailWidth } = columns
  return (area, y) => {
    area.put(0, y, row.label, row.tone === 'dim' ? DIM : LABEL)
    const afterBar = barWidth === 0 ? labelWidth : labelWidth + barWidth + 7
    if (barWidth > 0 && row.barPct !== undefined) {
      drawBar(area, labelWidth, y, barWidth, [{ share: row.barPct / 100, style: heatOf(row.barPct) }], unicode)
      area.putRight(afterBar - 1, y, `${Math.round(row.barPct)}%`, heatOf(row.barPct))
    }
    const afterGrown = afterBar + valueWidth + grownWidth
    putGrown(area, afterGrown, y, row.grown)
    area.put(afterGrown + 1, y, row.detail ?? '', TEXT)
    const x = afterGrown + 1 + detailWidth + 2
    const hasRoom = width - x >= LEAST_ABOUT
    if (hasRoom) area.put(x, y, clip(row.unknown ?? row.about, width - x), DIM)
    // Where the meaning has no room, the reason of a dash may still have it: in place of bar and dash.
    const reason = hasRoom ? undefined : row.unknown
    if (reason !== undefined && cellWidth(reason) < afterBar - labelWidth + valueWidth)
      area.put(labelWidth, y, reason, DIM)
    else area.putRight(afterBar + valueWidth, y, row.value, TONES[row.tone])
  }
}

interface BarColumns {
  readonly labelWidth: number
  readonly barWidth: number
  readonly valueWidth: number
  /** With the gap before it; 0 where nothing is compared. */
  readonly grownWidth: number
  readonly detailWidth: number
}

function putGrown(area: Area, x: number, y: number, grown = ''): void {
  area.putRight(x, y, grown, grown === formatDifference(0) ? DIM : TEXT)
}

/** Where the process's memory lies, as one bar to scale. */
function partsLine(parts: readonly BarPart[], unicode: boolean): Line {
  return { draw: (area, y) => drawParts(area, y, parts, unicode) }
}

function drawParts(area: Area, y: number, parts: readonly BarPart[], unicode: boolean): void {
  const total = parts.reduce((sum, part) => sum + part.bytes, 0)
  const words = parts.map(part => `${formatBytes(part.bytes)} ${part.label}`).join(' + ')
  const barWidth = Math.max(0, Math.min(48, area.width - cellWidth(words) - 2))
  const shares = parts.map(part => ({
    share: part.bytes / Math.max(1, total),
    style: style(PART_ROLES[part.kind]),
    ...(part.kind === 'shared' && { fill: '▒' as const }),
  }))
  drawBar(area, 0, y, barWidth, shares, unicode)
  let x = barWidth + 2
  parts.forEach((part, i) => {
    if (i > 0) x = area.put(x, y, ' + ', DIM)
    x = area.put(x, y, `${formatBytes(part.bytes)} ${part.label}`, style(PART_ROLES[part.kind]))
  })
}
