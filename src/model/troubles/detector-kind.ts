import type { Detector } from './trouble.ts'

/** From where on something is told as trouble, or for how long it has to last. */
export interface Threshold {
  /** A sentence for the config file. */
  readonly about: string
  /** What it is an amount of: people may write it with such a unit. */
  readonly kind: 'number' | 'percent' | 'milliseconds' | 'bytesPerSec'
  readonly usual: number
  /** Between these it makes sense. */
  readonly least: number
  readonly most: number
}

export type ThresholdTable = Readonly<Record<string, Threshold>>

/** The thresholds of a detector as they are in force. */
export type Levels<T extends ThresholdTable> = { readonly [N in keyof T]: number }

/** One kind of trouble, and what may be chosen of it. */
export interface DetectorKind {
  readonly id: string
  /** What it looks for: a sentence for the config file. */
  readonly about: string
  readonly thresholds: ThresholdTable
  /** A detector with these thresholds; those that are not given are as usual. */
  create(chosen?: Readonly<Record<string, number>>): Detector
}

/**
 * What has been chosen of each detector, by id: other thresholds, or false for one that is not to look at all.
 */
export type TroubleChoices = Readonly<Record<string, false | Readonly<Record<string, number>>>>

/**
 * @param look makes the part of a detector that looks: some remember what they saw, so each who watches has their own
 */
export function detectorKind<const T extends ThresholdTable>(
  id: string,
  about: string,
  thresholds: T,
  look: (levels: Levels<T>) => Detector['look'],
): DetectorKind {
  const usual = Object.fromEntries(Object.entries(thresholds).map(([name, threshold]) => [name, threshold.usual]))
  return {
    id,
    about,
    thresholds,
    // Each name of the table has a level, for the usual ones are all there.
    create: (chosen = {}) => ({ id, look: look({ ...usual, ...chosen } as Levels<T>) }),
  }
}

/** A share, in percent, from which on. */
export function share(usual: number, about: string, least = 1, most = 100): Threshold {
  return { about, kind: 'percent', usual, least, most }
}

/** A time, in milliseconds. */
export function time(usual: number, about: string, least = 1000, most = 24 * 3600_000): Threshold {
  return { about, kind: 'milliseconds', usual, least, most }
}

/** How many. */
export function many(usual: number, about: string, least = 1, most = 1_000_000): Threshold {
  return { about, kind: 'number', usual, least, most }
}
