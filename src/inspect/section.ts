/** How an inspection is shown, as data: the screen and the text of `ntop inspect` are both drawn from it. */

import type { LimitKind } from '../procfs/pid-limits.ts'

/** How a row is toned; what colour that is, is the screen's to know. */
export type RowTone = 'plain' | 'dim' | 'warn' | 'bad'

export interface SectionRow {
  readonly label: string
  /** The figure, to be right-aligned, or a text; `–` where unknown. */
  readonly value: string
  /** What the figure is to be seen against: `of 1,024 soft · 4,096 hard`. */
  readonly detail?: string
  /** How fast it grows, `1,204/s`; empty where that is not known or nothing. Left out of what has no rate. */
  readonly rate?: string
  /** How much more that is than at the baseline: `+34M`. */
  readonly grown?: string
  /** What it means, in one short sentence. */
  readonly about: string
  /** Share of a whole that a bar can show, in percent. */
  readonly barPct?: number
  readonly tone: RowTone
  /** Why the value is unknown, in words. */
  readonly unknown?: string
  /** Begins a group of rows with this for a title; of texts only. */
  readonly heading?: string
  /** Shown on one line, cut where it is longer; it is copied whole. Of texts only. */
  readonly isBrief?: boolean
  /** The process that it names, which can be inspected in its turn. */
  readonly pid?: number
  /** The limit that it shows, which can be set, and its use in the limit's unit. */
  readonly limit?: { readonly kind: LimitKind; readonly used: number | undefined }
}

/** A part of a whole, for a bar of several. */
export interface BarPart {
  readonly kind: 'private' | 'shared' | 'swapped'
  readonly label: string
  readonly bytes: number
}

export interface Section {
  readonly title: string
  /** `figures` are right-aligned numbers; `texts` may be as long as they like. */
  readonly kind: 'figures' | 'texts'
  readonly rows: readonly SectionRow[]
  /** Where the memory of the process lies; empty where that is unknown. */
  readonly parts: readonly BarPart[]
  /** One sentence that says it all where no row has anything to tell. */
  readonly note?: string
  /** The program itself could tell more, if it is attached to. */
  readonly hasInside?: true
}

export const DASH = '–'
