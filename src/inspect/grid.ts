/** A table about one process, as data: things that it has many of. Screen and text are both drawn from it. */
import type { ProcessId } from '../model/process.ts'
import { type Field, unknownText } from './field.ts'
import type { RowTone } from './section.ts'

export interface GridColumn<T> {
  readonly id: string
  readonly title: string
  /** Cells; 0 for the last column, which takes what is left. */
  readonly width: number
  /** Cells where the last column has plenty all the same. */
  readonly widest?: number
  readonly align: 'left' | 'right'
  readonly about: string
  /** Which of two columns leaves first where not all fit: the one with more; 0 never. */
  readonly givesWay: number
  /** Order when it is chosen: the largest first. */
  readonly descending: boolean
  /** What rows are ordered by; undefined is unknown, which comes last either way. */
  value(item: T): number | string | undefined
  /** As shown; `–` where unknown. */
  text(item: T): string
  tone?(item: T): RowTone
}

export interface Grid<T = unknown> {
  readonly kind: 'grid'
  readonly title: string
  readonly columns: readonly GridColumn<T>[]
  /** Cells that the last column is to have before others have any that give way. */
  readonly leastRest?: number
  readonly items: readonly T[]
  /** Ordered by this column until another is chosen. */
  readonly sort: string
  /** The same for the same thing at the next look. */
  key(item: T): string
  /** What a group opens to, in order; nothing for what is no group. They have the same columns. */
  members?(item: T): readonly T[]
  /** The process that a thing leads to: Enter lays that one open. */
  leadsTo?(item: T): ProcessId | undefined
  /**
   * Of a table of what lies at addresses: key of the thing at one of them, after those of what it has to be opened from;
   * undefined where there is nothing.
   */
  at?(address: bigint): readonly string[] | undefined
  /** What is to be said of all together, above the table, a line each. */
  readonly summary?: string
  /** Why there is nothing. */
  readonly note?: string
  /** There would be something, which takes long to read and is read when it is asked for. */
  readonly costly?: boolean
  /** Whether something that looks like a secret is covered until it is asked for. */
  readonly covers?: boolean
}

/** The note of a table without rows. */
export function fieldNote(field: Field<unknown>, empty: string | undefined): { readonly note?: string } {
  const note = 'unknown' in field ? unknownText(field.unknown) : empty
  return note === undefined ? {} : { note }
}
