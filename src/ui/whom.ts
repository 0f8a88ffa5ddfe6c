/** Whom something is about to be done to, in words. */
import { type Whom, whomName } from '../control/outcome.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { formatCount, formatSpan } from '../model/units.ts'
import { cellWidth, clip } from '../terminal/width.ts'

/** `8305 node`, or how many they are. */
export function whomText(rows: readonly ProcessRow[]): string {
  const [only] = rows
  return rows.length === 1 && only !== undefined ? nameOf(only) : countText(rows)
}

/** `2 processes and 1 thread`. */
export function countText(rows: readonly ProcessRow[]): string {
  const threads = rows.filter(row => row.threadOf !== undefined).length
  const processes = rows.length - threads
  const parts = [
    ...(processes > 0 || threads === 0
      ? [`${formatCount(processes)} ${processes === 1 ? 'process' : 'processes'}`]
      : []),
    ...(threads > 0 ? [`${formatCount(threads)} ${threads === 1 ? 'thread' : 'threads'}`] : []),
  ]
  return parts.join(' and ')
}

export function nameOf(row: ProcessRow): string {
  return whomName(whomOf(row))
}

export function whomOf({ record: { pid, name }, threadOf }: ProcessRow): Whom {
  return { pid, name, threadOf: threadOf && { pid: threadOf.record.pid, name: threadOf.record.name } }
}

/** The processes that these are, or that they are threads of, each once. */
export function wholeProcesses(rows: readonly ProcessRow[]): readonly ProcessRow[] {
  return [...new Set(rows.map(row => row.threadOf ?? row))]
}

/** Without threads whose process is among them: what is done to that is done to them. */
export function withoutParts(rows: readonly ProcessRow[]): readonly ProcessRow[] {
  return rows.filter(({ threadOf }) => threadOf === undefined || !rows.includes(threadOf))
}

/** That something is about whole processes, where threads were meant; undefined where none was. */
export function wholeNote(rows: readonly ProcessRow[], what: string): string | undefined {
  const threads = rows.filter(row => row.threadOf !== undefined)
  const [first] = threads
  if (first?.threadOf === undefined) return undefined
  const whose = threads.length === 1 ? `its whole process, ${nameOf(first.threadOf)}` : 'their whole processes'
  const who = threads.length === 1 ? `thread ${first.record.pid} ${first.record.name}` : countText(threads)
  return `${who}: ${what} ${whose}`
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
  return rows.length === 1 && only !== undefined
    ? [clip((only.threadOf ?? only).facts.command, width)]
    : whomLines(rows, width, most)
}
