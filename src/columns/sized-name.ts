import { type AnyColumn, sized } from './column.ts'
import { findColumn } from './index.ts'

/** A column may take no more: a line of any length is read better by other means. */
export const MOST_CELLS = 1000

/** What `user:12` names: the column `user`, twelve cells wide. */
export interface SizedName {
  readonly name: string
  /** As it was written; undefined where the column has its own width. */
  readonly size: string | undefined
  /** Undefined where there is none of that name. */
  readonly column: AnyColumn | undefined
  /** The column with that width; undefined where there is no such column or width. */
  readonly sized: AnyColumn | undefined
}

/** Reads a column's name, which may have a width behind a colon. */
export function readSizedName(word: string): SizedName {
  const [, name = word, size] = /^([^:]*):(.*)$/.exec(word) ?? []
  const column = findColumn(name)
  if (size === undefined || column === undefined) return { name, size, column, sized: column }
  const width = /^\d{1,4}$/.test(size) ? Number(size) : 0
  return { name, size, column, sized: width >= 1 && width <= MOST_CELLS ? sized(column, width) : undefined }
}

/** The word that {@link readSizedName} makes this of. */
export function sizedName(id: string, width: number | undefined): string {
  return width === undefined ? id : `${id}:${width}`
}
