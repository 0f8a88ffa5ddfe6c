/** The text of `ntop inspect`. */
import { formatBytes } from '../model/units.ts'
import { cellWidth, wrap } from '../terminal/width.ts'
import type { Grid } from './grid.ts'
import { shareText } from './limits-section.ts'
import type { Shown } from './part.ts'
import type { BarPart, Section, SectionRow } from './section.ts'

const INDENT = '  '
const LABEL = 18
const VALUE = 9
const DETAIL = 32
const RATE = 9
const SHARE = 4
/** A meaning that has less room than this stands below its row. */
const LEAST_ABOUT = 28

/**
 * Title and parts as plain text, words wrapped at `width` columns (0: never); texts such as the command line stay on one
 * line however long. Ends with a newline.
 */
export function inspectionText(title: string, shown: readonly Shown[], width: number): string {
  const room = width === 0 ? Number.POSITIVE_INFINITY : width
  return [`${title}\n`, ...shown.map(one => (one.kind === 'grid' ? gridText(one) : sectionText(one, room)))].join('\n')
}

function sectionText(section: Section, width: number): string {
  const lines = [section.title]
  if (section.note !== undefined) return `${section.title}\n${INDENT}${section.note}\n`
  if (section.parts.length > 0) lines.push(`${INDENT}${partsText(section.parts)}`)
  const labels = section.rows.reduce((most, { label }) => Math.max(most, label.length), LABEL)
  for (const row of section.rows)
    lines.push(...(section.kind === 'texts' ? textLines(row) : figureLines(row, labels, width)))
  return `${lines.join('\n')}\n`
}

/** Columns as wide as what stands in them, the last one as long as it likes. */
function gridText({ title, columns, items, summary, note }: Grid): string {
  const lines = [title]
  for (const line of summary?.split('\n') ?? []) lines.push(`${INDENT}${line}`)
  if (note !== undefined) lines.push(`${INDENT}${note}`)
  if (items.length > 0) {
    const cells = [columns.map(column => column.title), ...items.map(item => columns.map(column => column.text(item)))]
    const widths = columns.map((_, i) => cells.reduce((most, row) => Math.max(most, cellWidth(row[i] ?? '')), 0))
    for (const row of cells) {
      const padded = columns.map(({ align }, i) => padTo(row[i] ?? '', widths[i] ?? 0, align))
      lines.push(`${INDENT}${padded.join(' ').trimEnd()}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function padTo(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - cellWidth(text)))
  return align === 'right' ? blanks + text : text + blanks
}

function partsText(parts: readonly BarPart[]): string {
  return parts.map(part => `${formatBytes(part.bytes)} ${part.label}`).join(' + ')
}

/** A group's title stands out, as there is a blank line above it. */
function textLines({ label, value, unknown, heading }: SectionRow): string[] {
  const line = `${INDENT}${label.padEnd(LABEL)} ${value}${unknown === undefined ? '' : `  (${unknown})`}`
  return heading === undefined ? [line] : ['', `${INDENT}${heading}:`, line]
}

function figureLines(row: SectionRow, labels: number, width: number): string[] {
  const { label, value, detail, rate } = row
  let line = `${INDENT}${label.padEnd(labels)} ${value.padStart(VALUE)}`
  if (rate !== undefined) line += ` ${rate.padStart(RATE)}`
  if (detail !== undefined) line += ` ${detail.padEnd(DETAIL)} ${shareText(row).padStart(SHARE)}`
  const meaning = meaningOf(row)
  const room = width - line.length - 2
  if (room >= LEAST_ABOUT) {
    const margin = ' '.repeat(line.length + 2)
    return wrap(meaning, room).map((words, i) => (i === 0 ? `${line}  ${words}` : `${margin}${words}`))
  }
  return [
    line.trimEnd(),
    ...wrap(meaning, Math.max(LEAST_ABOUT, width - 6)).map(words => `${INDENT.repeat(3)}${words}`),
  ]
}

/** A bare figure that is unknown has only its reason; a limit still means something without its use. */
function meaningOf({ about, detail, unknown }: SectionRow): string {
  if (unknown === undefined) return about
  return detail === undefined ? unknown : `${about} Use unknown: ${unknown}.`
}
