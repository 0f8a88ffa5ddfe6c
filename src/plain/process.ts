/** A process in words: what each column has, said by the name that one can also sort and filter by. */
import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import { command } from '../columns/command.ts'
import { cpu } from '../columns/cpu.ts'
import { resident } from '../columns/resident.ts'
import { state } from '../columns/state.ts'
import { user } from '../columns/user.ts'
import { stateWord } from '../inspect/words.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { spokenBytes, spokenRate } from './spoken.ts'

/** What is told of each where nobody has said what: few figures, for each is listened to. */
const USUAL: readonly AnyColumn[] = [cpu, resident, user, state]

/** The usual columns, and first the one that they are sorted by. */
export function spokenColumns(sort: AnyColumn | undefined): readonly AnyColumn[] {
  return sort === undefined || sort.id === 'pid' || USUAL.some(({ id }) => id === sort.id) ? USUAL : [sort, ...USUAL]
}

/** `8305 node: cpu 48.2 percent, rss 212 megabytes, user deploy, state running`. */
export function processLine(row: ProcessRow, columns: readonly AnyColumn[], context: ColumnContext): string {
  const { pid, name } = row.record
  const told = columns.filter(({ id }) => id !== 'pid').map(column => `${column.id} ${spoken(row, column, context)}`)
  return [`${pid} ${name}`, told.join(', ')].filter(part => part !== '').join(': ')
}

/** The same of one that is looked at by itself, with its whole command. */
export function processSentence(row: ProcessRow, columns: readonly AnyColumn[], context: ColumnContext): string {
  const rest = columns.filter(({ id }) => id !== command.id)
  return processLine(row, [...rest, command], context)
}

function spoken(row: ProcessRow, column: AnyColumn, context: ColumnContext): string {
  const value = column.value(row, context)
  if (value === undefined) return 'unknown'
  if (column.id === state.id) return stateWord(row.record)
  const text = value === 0 && column.kind === 'bytes' ? '0' : column.format(value, context, row)
  switch (column.kind) {
    case 'bytes':
      return spokenBytes(text)
    case 'bytesPerSec':
      return spokenRate(text)
    case 'percent':
      return `${text.replace(/%$/, '')} percent`
    default:
      return text
  }
}
