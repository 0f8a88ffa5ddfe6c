import type { Grid } from './grid.ts'
import type { Look } from './look.ts'
import type { Section } from './section.ts'

/** What is shown of a part: rows of figures or texts, or a table of things that the process has many of. */
export type Shown = Section | Grid

export interface Showing {
  /** What looks like a secret is shown as well. */
  readonly uncovered: boolean
  /** When and how the process ended, in words; its last values are shown. */
  readonly ended?: string
}

export const COVERED: Showing = { uncovered: false }

/** What a part was at an earlier look, kept to be compared with. */
export interface Baseline<T> {
  readonly value: T
  /** Monotonic milliseconds of that look, and the wall clock then. */
  readonly atMs: number
  readonly clockMs: number
}

/** One part of all that can be known of a process: a tab of its view. It reads its own files only. */
export interface Part<T> {
  readonly title: string
  /** Whether it tells more when it knows what the look before found. */
  readonly hasRates?: boolean
  /**
   * Reads it. Each figure is known or unknown by itself.
   *
   * @param before what the look before found, for rates
   */
  read(look: Look, before: T | undefined): Promise<T>
  show(value: T, look: Look, showing: Showing): Shown
  /**
   * Shows it beside what it was, where that is of use; undefined where one of the two is unknown.
   *
   * @param baseline what it was
   */
  showSince?(value: T, baseline: Baseline<T>, look: Look): Shown | undefined
}
