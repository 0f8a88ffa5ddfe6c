import type { MemoryWatch } from '../model/memory-watch.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'

/** How a cell is toned; the screen knows what colour that is. A number is a percentage on the heat gradient. */
export type Tone = 'plain' | 'dim' | 'good' | 'warn' | 'bad' | 'accent' | number

export interface ColumnContext {
  /** Who runs ntop, to tell own processes from others'. */
  readonly ownUid: number | undefined
  /** Processors of the machine: for percentages of the whole machine. */
  readonly cores: number
  /** Process CPU in percent of the machine instead of one core. */
  readonly cpuOfMachine: boolean
  /** Show programs with their full path. */
  readonly fullPath: boolean
  /** Rows stand below their parents, and threads below their process: whose they are need not be said. */
  readonly tree?: boolean
  /** Show the kernel's name and the program's file before the command, where they differ. */
  readonly mergeNames?: boolean | undefined
  /** The snapshot that growth is counted from, where somebody has kept one; else it is the last minute's. */
  readonly since?: MemoryWatch | undefined
  /** Wall clock of the boot, milliseconds since 1970. */
  readonly bootAtMs?: number | undefined
  /** How long ago that was when the processes were looked at. */
  readonly uptimeMs?: number | undefined
}

/** What a snapshot says of its moment. */
export function momentOf(snapshot: Snapshot | undefined): Pick<ColumnContext, 'bootAtMs' | 'uptimeMs'> {
  const { bootAtMs, uptimeSec } = snapshot?.host ?? {}
  return { bootAtMs, uptimeMs: uptimeSec === undefined ? undefined : uptimeSec * 1000 }
}

/**
 * So long what is known of a process that does nothing is good enough where nobody looks at it: its nice value, policy
 * and groups, which others change seldom. Ten seconds instead are three hundred more readings a second of five thousand.
 */
export const IDLE_MS = 30_000

/** What a column's numbers count, which says in what units one may write them; `number` has none. */
export type NumberKind = 'number' | 'bytes' | 'bytesPerSec' | 'percent' | 'milliseconds'

/**
 * A column of the process table: one object says what it is, what it costs, how it reads and how it sorts. Table, sort
 * menu, help, `-o` and `-s` are all made from these.
 */
export interface Column<V extends number | string = number | string> {
  /** For `-o` and `-s`: `rss`, `cpu`. */
  readonly id: string
  /** Other names people type for it: htop's and ps's. */
  readonly aliases?: readonly string[]
  /** The header, in capitals, no wider than {@link width}. */
  readonly title: string
  /** Cells, without the blank beside it; 0 takes the rest of the row. */
  readonly width: number
  readonly align: 'left' | 'right'
  /** What {@link value} gives. */
  readonly kind: V extends string ? 'text' : NumberKind
  /** One line for help. */
  readonly about: string
  /** Facts beyond the kernel's process line that {@link value} looks at. */
  readonly needs: readonly Facet[]
  /**
   * What a thread has of it where that is not its own: the same as its `process`; or `none`, for it is an amount of the
   * whole process, which would count as often as there are threads.
   */
  readonly ofThread?: 'process' | 'none'
  /**
   * How old the value may be of a process that does nothing, in milliseconds: others can change it meanwhile. 0 for what
   * has to be looked at each time; {@link IDLE_MS} where left out.
   */
  readonly idleMs?: number
  /** The value goes on by itself: it is another one at each sample, though nothing happens to the process. */
  readonly goesOn?: true
  /** Somebody has said how wide it is to be: neither wider nor narrower than that. */
  readonly fixed?: true
  /** Sorted with the largest first when chosen. */
  readonly descending: boolean
  /**
   * What a row shows that stands for several processes: their sum, also of a folded subtree of the tree, or the largest or
   * least of their figures. Where left out, what all of them have in common.
   */
  readonly together?: 'sum' | 'largest' | 'least'
  /** What is compared and exported; `undefined` is unknown and sorts last either way. */
  value(row: ProcessRow, context: ColumnContext): V | undefined
  /**
   * Why {@link value} is undefined, in words for the screen, where that is a matter of the column alone: no terminal, no
   * container. What goes for all columns is not said here, see `why-unknown.ts`.
   */
  why?(row: ProcessRow, context: ColumnContext): string | undefined
  /** What rows are ordered by instead of the value, where that is another order: numbers in a text. */
  order?(value: V): V
  /** The value as shown; unknown never gets here. */
  format(value: V, context: ColumnContext, row: ProcessRow): string
  /** What CSV has of the value, where that is another thing: a time in seconds, a moment as ISO 8601. */
  raw?(value: V): number | string
  tone?(value: V, row: ProcessRow, context: ColumnContext): Tone
}

/** The column's value of a process or of a thread. */
export function columnValue<V extends number | string>(
  { ofThread, value }: Column<V>,
  row: ProcessRow,
  context: ColumnContext,
): V | undefined {
  if (row.threadOf === undefined || ofThread === undefined) return value(row, context)
  return ofThread === 'process' ? value(row.threadOf, context) : undefined
}

/** What the column orders by of a process or of a thread. */
export function orderValue<V extends number | string>(
  column: Column<V>,
  row: ProcessRow,
  context: ColumnContext,
): V | undefined {
  const value = columnValue(column, row, context)
  return value === undefined || column.order === undefined ? value : column.order(value)
}

/** The row that has the column's value: of what a thread shares with its process, that. */
export function holderOf({ ofThread }: Pick<AnyColumn, 'ofThread'>, row: ProcessRow): ProcessRow {
  return ofThread === undefined ? row : (row.threadOf ?? row)
}

/** The column with exactly so many cells. */
export function sized<V extends number | string>(column: Column<V>, width: number): Column<V> {
  return { ...column, width, fixed: true }
}

/** A column whose value type nobody above needs to know: what its `value` gives, its `format` takes. */
export type AnyColumn = Column
