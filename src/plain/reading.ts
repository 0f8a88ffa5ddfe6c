/** One reading of the machine as lines of text: nothing that is drawn, nothing that has to be seen beside another. */
import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { Trouble } from '../model/troubles/trouble.ts'
import { formatCount } from '../model/units.ts'
import { fold } from './fold.ts'
import { machineSentences } from './machine.ts'
import { processLine } from './process.ts'

export interface Reading {
  readonly snapshot: Snapshot
  readonly troubles: readonly Trouble[]
  /** The first of those that are wanted, in their order. */
  readonly rows: readonly ProcessRow[]
  /** How many are wanted. */
  readonly count: number
  /** What of each is told. */
  readonly columns: readonly AnyColumn[]
  readonly context: ColumnContext
  readonly sort: AnyColumn | undefined
  readonly descending: boolean
  /** A query; empty for none. */
  readonly filter: string
}

/** The lines of a reading, at most `width` cells wide where words allow it (0: as long as they need to be). Each is ended. */
export function readingText(reading: Reading, width: number): string {
  const { snapshot, troubles, rows, columns, context } = reading
  const lines = [
    ...machineSentences(snapshot, troubles),
    listHeading(reading),
    ...rows.map(row => processLine(row, columns, context)),
  ]
  return fold(lines, width)
}

function listHeading({ rows, count, sort, descending, filter }: Reading): string {
  const matching = filter === '' ? '' : ` that match ${filter}`
  if (count === 0) return `No processes${matching}.`
  const order = ` by ${sort?.id ?? 'pid'}, ${descending ? 'largest' : 'smallest'} first`
  return `Processes${matching}${order}, ${formatCount(rows.length)} of ${formatCount(count)}:`
}
