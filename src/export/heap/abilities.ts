/** The document "ntop-heap/1": what runs a program, what is seen of its heap, and what it could be asked. */
import type { Effect } from '../../runtime/detection.ts'
import type { HeapFigures } from '../../runtime/figures.ts'
import { constant, type Kind, known, list, object, quantity, text, unknowable } from '../describe.ts'
import { effectKind, type HeapOwner, ownerShape } from './answer.ts'
import { figuresKind } from './figures.ts'

/** Something that can be asked for, and what it does to the program; or why it cannot. */
export interface Askable {
  /** As on the command line: `lines` */
  readonly what: string
  readonly about: string
  readonly refusal: string | undefined
  readonly effects: readonly Effect[]
  readonly estimatedPauseMs: number | undefined
  readonly warnings: readonly string[]
}

export interface HeapOverview extends HeapOwner {
  /** Undefined where nothing is; then {@link why} says why. */
  readonly seen: HeapFigures | undefined
  readonly why: string | undefined
  readonly can: readonly Askable[]
}

const askable: Kind<Askable> = object({
  what: known(text, 'as on the command line', a => a.what),
  about: known(text, 'what it tells', a => a.about),
  refusal: unknowable(text, 'why it cannot be had, in words; null where it can', a => a.refusal),
  effects: known(list(effectKind), 'what it does to the program', a => a.effects),
  estimatedPauseMs: unknowable(quantity, 'how long it stops it, about', a => a.estimatedPauseMs),
  warnings: known(list(text), 'what more is to be known before, in words', a => a.warnings),
})

export const overviewKind: Kind<HeapOverview> = object({
  schema: known(constant('ntop-heap/1'), 'what this document is', () => 'ntop-heap/1'),
  ...ownerShape,
  seen: unknowable(figuresKind, 'what is seen of its heap without touching it', h => h.seen),
  why: unknowable(text, 'why nothing is seen, or why it is left alone; null where something is', h => h.why),
  can: known(list(askable), 'what can be asked for', h => h.can),
})
