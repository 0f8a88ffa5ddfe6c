/** The text of `ntop compare`. */
import { COMPARED_FIGURES, type ComparedFigure } from '../inspect/compared.ts'
import type { ComparedRow, MemoryComparison } from '../inspect/memory-comparison.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { momentText } from '../inspect/words.ts'
import { hasChanged, sumOfChanges } from '../model/compare.ts'
import { formatBytes, formatCount, formatDifference, formatSpan } from '../model/units.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import type { ToldComparison } from './compare-shape.ts'

const INDENT = '  '
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
 * @param width cells that a line of the table may take; 0 for as many as it needs
 */
export function comparisonText({ comparison, rows }: ToldComparison, width: number): string {
  const changed = rows.filter(hasChanged)
  const lines = [headLine(comparison), ...whoLines(comparison), ...totalLines(comparison)]
  if (changed.length > 0) lines.push('', ...tableLines(changed, TITLES[comparison.figure]))
  const rest = restLines(comparison, changed)
  if (rest.length > 0) lines.push('', ...rest)
  return `${lines.map(line => (width > 0 ? clip(line, width) : line)).join('\n')}\n`
}

/** `8305 node: RSS +34M to 310M in 5m 06s, +6.7M/min`. */
function headLine({ new: young, figure, total, spanMs, diffBytesPerMin }: MemoryComparison): string {
  const { pid, name } = young.process
  const span = spanMs > 0 ? ` in ${formatSpan(spanMs)}` : ''
  const slope = diffBytesPerMin === undefined || spanMs <= 0 ? '' : `, ${formatDifference(diffBytesPerMin)}/min`
  const to = formatBytes(total.sizeBytes)
  return `${pid} ${name}: ${TITLES[figure]} ${formatDifference(total.sizeDiffBytes)} to ${to}${span}${slope}`
}

function whoLines({ old, new: young, by, sameProcess, spanMs }: MemoryComparison): string[] {
  const lines = [`${INDENT}by ${by}, from ${momentText(old.atMs)} to ${momentText(young.atMs)}`]
  if (!sameProcess) lines.push(`${INDENT}not the same process: ${whoText(old)}`, `${INDENT}and now ${whoText(young)}`)
  else if (old.process.name !== young.process.name)
    lines.push(`${INDENT}the same process, which has executed another program since: it was ${old.process.name}`)
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

function tableLines(rows: readonly ComparedRow[], title: string): string[] {
  const cells = [
    [title, '+DIFF', 'COUNT', '+DIFF', '', 'WHAT'],
    ...rows.map(row => [
      formatBytes(row.sizeBytes),
      formatDifference(row.sizeDiffBytes),
      formatCount(row.count),
      `${row.countDiff >= 0 ? '+' : '-'}${formatCount(Math.abs(row.countDiff))}`,
      row.state === 'there' ? '' : row.state,
      whatText(row),
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map(i => Math.max(...cells.map(row => cellWidth(row[i] ?? ''))))
  return cells.map(row => {
    const [what = ''] = row.slice(-1)
    const figures = widths.map((width, i) => (i === 4 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)))
    return `${INDENT}${figures.join('  ')}${widths[4] === 0 ? '' : '  '}${what}`.trimEnd()
  })
}

/** What is mapped, else what for: `/usr/lib/libc.so.6`, `[anonymous]`. */
function whatText({ kind, path, inferred, at }: ComparedRow): string {
  const where = at === undefined ? '' : `${at.startAddress}-${at.endAddress} ${at.permissions} `
  if (path === undefined) return kind
  const named = path === '' ? `[${kind}${inferred ? ', inferred' : ''}]` : path
  // A file of shared memory may be mapped privately too.
  return `${where}${named}${kind === 'shared' && path !== '' ? ' (shared)' : ''}`
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
