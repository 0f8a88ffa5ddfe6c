/**
 * The process table as CSV, RFC 4180: a line of column ids, then one for each process, ended by CR LF. Values are what is
 * compared, not what is shown: bytes, percent, seconds, ISO 8601; unknown is empty. A text that begins with `=`, `+`, `-`
 * or `@` is left as it is, for a program to read: a spreadsheet may take it for a formula.
 */
import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import type { ProcessRow } from '../model/snapshot.ts'

const LINE_END = '\r\n'
/** What a field may not hold without quotes; blanks at its ends would be trimmed by some readers. */
const SPECIAL = /[",\r\n]|^\s|\s$/
/** As in JSON. */
const MOST_DECIMALS = 3

/** The whole of it, each line ended. */
export function csvText(rows: readonly ProcessRow[], columns: readonly AnyColumn[], context: ColumnContext): string {
  const header = columns.map(column => column.id).join(',')
  const lines = rows.map(row => columns.map(column => field(column, row, context)).join(','))
  return [header, ...lines].map(line => line + LINE_END).join('')
}

function field(column: AnyColumn, row: ProcessRow, context: ColumnContext): string {
  const value = column.value(row, context)
  if (value === undefined) return ''
  const raw = column.raw?.(value) ?? value
  return typeof raw === 'number' ? String(Number(raw.toFixed(MOST_DECIMALS))) : quoted(raw)
}

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
