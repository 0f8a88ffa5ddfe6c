/** Whom something is about to be done to, in words. */
import type { ProcessRow } from '../model/snapshot.ts'
import { formatCount, formatSpan } from '../model/units.ts'
import { cellWidth, clip } from '../terminal/width.ts'

/** `8305 node`, or how many they are. */
export function whomText(rows: readonly ProcessRow[]): string {
  const [only] = rows
  return rows.length === 1 && only !== undefined ? nameOf(only) : `${formatCount(rows.length)} processes`
}

export function nameOf({ record }: ProcessRow): string {
  return `${record.pid} ${record.name}`
}

/** `8305 node ended 2s ago`: at least that long. */
export function endedText(row: ProcessRow, goneMs: number): string {
  return goneMs < 1000 ? `${nameOf(row)} has just ended` : `${nameOf(row)} ended ${formatSpan(goneMs)} ago`
}

/** `8305 node, 1288 postgres`, as many as go into so many lines, and how many more there are. */
export function whomLines(rows: readonly ProcessRow[], width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row === undefined) break
    const left = rows.length - i - 1
    const word = `${clip(nameOf(row), width)}${left > 0 ? ',' : ''}`
    const isLast = lines.length === most - 1
    // On the last line there has to be room for telling of the others.
    const room = width - (isLast && left > 0 ? cellWidth(moreText(rows.length)) + 1 : 0)
    const joined = line === '' ? word : `${line} ${word}`
    if (cellWidth(joined) <= room) line = joined
    else if (isLast) return [...lines, clip(`${line.replace(/,$/, '')} ${moreText(left + 1)}`.trim(), width)]
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

function moreText(count: number): string {
  return `and ${formatCount(count)} more`
}

/** Lines that tell whom: of one, whose name stands above, the command. */
export function aboutWhom(rows: readonly ProcessRow[], width: number, most: number): string[] {
  const [only] = rows
  return rows.length === 1 && only !== undefined ? [clip(only.facts.command, width)] : whomLines(rows, width, most)
}
