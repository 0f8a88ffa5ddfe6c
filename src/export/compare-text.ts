/** The text of `ntop compare`. */
import { COMPARED_FIGURES, type ComparedFigure } from '../inspect/compared.ts'
import type { ComparedRow, MemoryComparison } from '../inspect/memory-comparison.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { paceText } from '../inspect/since-text.ts'
import { momentText } from '../inspect/words.ts'
import { hasChanged, sumOfChanges } from '../model/compare.ts'
import { formatBytes, formatCount, formatDifference, formatSpan } from '../model/units.ts'
import { cellWidth, clip, clipStart, wrap } from '../terminal/width.ts'
import type { ToldComparison } from './compare-shape.ts'

const INDENT = '  '
/** Where what is mapped would have fewer cells, it gets those of the counts. */
const LEAST_WHAT = 40
/** A path of fewer says nothing. */
const LEAST_PATH = 16
/** More do not fit on a line. */
const TOTALS: readonly ComparedFigure[] = ['rss', 'size', 'pss', 'uss', 'swap']

const TITLES: Readonly<Record<ComparedFigure, string>> = {
  rss: 'RSS',
  size: 'SIZE',
  pss: 'PSS',
  uss: 'USS',
  anonymous: 'ANON',
  dirty: 'DIRTY',
  swap: 'SWAP',
}

/**
 * What grew, the most first, in the order of tracemalloc's columns: size, its difference, count, its difference. Groups
 * that did not change are summed up in a line.
 *
 * @param width cells that a line may take, as far as its words allow; 0 for as many as it needs
 */
export function comparisonText({ comparison, rows }: ToldComparison, width: number): string {
  const changed = rows.filter(hasChanged)
  const wrapped = (lines: readonly string[]): string[] => lines.flatMap(line => wrappedLine(line, width))
  const parts = [
    wrapped([headLine(comparison), ...whoLines(comparison), ...totalLines(comparison)]),
    changed.length === 0 ? [] : tableLines(changed, TITLES[comparison.figure], width),
    wrapped(restLines(comparison, changed)),
  ]
  const told = parts.filter(lines => lines.length > 0).map(lines => `${lines.join('\n')}\n`)
  return told.join('\n')
}

/** What does not fit goes on below, further in. */
function wrappedLine(line: string, width: number): string[] {
  if (width <= 0 || cellWidth(line) <= width) return [line]
  const words = line.trimStart()
  const margin = ' '.repeat(line.length - words.length)
  const [first = '', ...more] = wrap(words, Math.max(LEAST_WHAT / 2, width - margin.length - INDENT.length))
  return [margin + first, ...more.map(part => margin + INDENT + part)]
}

/** `8305 node: RSS +34M to 310M in 5m 06s, +6.7M/min`. */
function headLine({ new: young, sameProcess, figure, total, spanMs }: MemoryComparison): string {
  const { pid, name } = young.process
  // The difference of two processes is nobody's growth.
  const pace = sameProcess ? paceText(total.sizeDiffBytes, spanMs) : undefined
  const to = formatBytes(total.sizeBytes)
  const change = `${TITLES[figure]} ${formatDifference(total.sizeDiffBytes)} to ${to}${spanText(spanMs)}`
  return `${pid} ${name}: ${change}${pace === undefined ? '' : `, ${pace}`}`
}

function spanText(spanMs: number): string {
  if (spanMs <= 0) return ''
  return ` in ${spanMs < 1000 ? 'less than a second' : formatSpan(spanMs)}`
}

function whoLines({ old, new: young, by, sameProcess, spanMs }: MemoryComparison): string[] {
  const lines = [`${INDENT}by ${by}, from ${momentText(old.atMs)} to ${momentText(young.atMs)}`]
  if (!sameProcess) lines.push(`${INDENT}not the same process: ${whoText(old)}`, `${INDENT}and now ${whoText(young)}`)
  // Nothing that a snapshot holds tells one from the other.
  else if (old.process.name !== young.process.name)
    lines.push(`${INDENT}the same process, then called ${old.process.name}: it runs another program, or renamed itself`)
  if (spanMs < 0) lines.push(`${INDENT}the second was taken before the first: what grew here had shrunk`)
  return lines
}

/** `8305 node on web-3, started 2026-11-24 09:14:02`. */
function whoText({ process: { pid, name, startedAtMs }, host }: MemorySnapshot): string {
  const start = startedAtMs === undefined ? '' : `, started ${momentText(startedAtMs)}`
  return `${pid} ${name} on ${host.name}${start}`
}

/** `PSS 280M +30M · USS 250M +30M`: others of all mappings together, where they changed. */
function totalLines({ old, new: young, figure }: MemoryComparison): string[] {
  const parts = TOTALS.flatMap(name => {
    const [before, now] = [old, young].map(({ space }) => space.total[COMPARED_FIGURES[name]])
    if (name === figure || before === undefined || now === undefined || before === now) return []
    return [`${TITLES[name]} ${formatBytes(now)} ${formatDifference(now - before)}`]
  })
  return parts.length === 0 ? [] : [`${INDENT}${parts.join(' · ')}`]
}

function tableLines(rows: readonly ComparedRow[], title: string, width: number): string[] {
  const figures = [
    [title, '+DIFF', 'COUNT', '+DIFF', ''],
    ...rows.map(row => [
      formatBytes(row.sizeBytes),
      formatDifference(row.sizeDiffBytes),
      formatCount(row.count),
      `${row.countDiff >= 0 ? '+' : '-'}${formatCount(Math.abs(row.countDiff))}`,
      row.state === 'there' ? '' : row.state,
    ]),
  ]
  const whole = padded(figures)
  const isNarrow = width > 0 && width - cellWidth(whole[0] ?? '') < LEAST_WHAT
  const [head = '', ...lines] = isNarrow
    ? padded(figures.map(([size = '', diff = '', , , state = '']) => [size, diff, state]))
    : whole
  const room = width > 0 ? Math.max(0, width - cellWidth(head)) : Number.POSITIVE_INFINITY
  return [`${head}WHAT`, ...lines.map((line, i) => line + whatOf(rows[i], room))].map(line => line.trimEnd())
}

/** Cells in columns, of which the last one, if it has anything, stands left and the others right. */
function padded(rows: readonly (readonly string[])[]): string[] {
  const last = (rows[0]?.length ?? 0) - 1
  const widths = rows[0]?.map((_, i) => rows.reduce((most, row) => Math.max(most, cellWidth(row[i] ?? '')), 0)) ?? []
  return rows.map(row => {
    const cells = row.map((cell, i) => (i === last ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    return `${INDENT}${cells.filter((_, i) => widths[i] !== 0).join('  ')}  `
  })
}

/** What is mapped, else what for: `/usr/lib/libc.so.6`, `[anonymous]`; in so much room. */
function whatOf(row: ComparedRow | undefined, room: number): string {
  if (row === undefined) return ''
  const { kind, path, inferred, at } = row
  if (path === undefined) return clip(kind, room)
  const where = at === undefined ? '' : `${at.startAddress}-${at.endAddress} ${at.permissions} `
  const named = path === '' ? `[${kind}${inferred ? ', inferred' : ''}]` : path
  // A file of shared memory may be mapped privately too.
  const what = `${named}${kind === 'shared' && path !== '' ? ' (shared)' : ''}`
  const left = room - cellWidth(where)
  return path.startsWith('/') && left >= LEAST_PATH ? where + clipStart(what, left) : clip(where + what, room)
}

/** What the table leaves out. */
function restLines({ rows, figure }: MemoryComparison, told: readonly ComparedRow[]): string[] {
  const changed = rows.filter(hasChanged)
  const alike = rows.filter(row => !hasChanged(row))
  const lines: string[] = []
  if (changed.length === 0) lines.push(`${INDENT}nothing changed`)
  const more = changed.slice(told.length)
  if (more.length > 0) {
    const { sizeDiffBytes } = sumOfChanges(more)
    lines.push(`${INDENT}${formatCount(more.length)} more changed by ${formatDifference(sizeDiffBytes)} together`)
  }
  if (alike.length > 0) {
    const { sizeBytes } = sumOfChanges(alike)
    lines.push(`${INDENT}${formatCount(alike.length)} did not change: ${TITLES[figure]} ${formatBytes(sizeBytes)}`)
  }
  return lines
}
