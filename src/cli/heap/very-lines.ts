/** On which very lines those functions allocate that grew most: looked for where the runtime's traces have only functions. */
import type { AllocationSnapshot, HotLine } from '../../runtime/allocations.ts'
import { type AllocationGrouping, compareAllocations } from '../../runtime/compare.ts'
import { keyOfPlace } from '../../runtime/place-numbers.ts'
import { isNoAnswer } from '../../runtime/session.ts'
import { functionsWorthLooking } from '../../runtime/very-lines.ts'
import type { HeapTerms } from '../invocation.ts'
import { DEFAULT_FOR_MS, type Doing } from './doing.ts'
import { placeText, spanText } from './words.ts'

/** Hundreds of samples of a program that leaks a few MB a second. */
const MOST_MS = 3000

export interface VeryLines {
  /** What was found, by the keys of the functions that were looked into. */
  readonly found: ReadonlyMap<string, readonly HotLine[]>
  /** What came of it where that was nothing, in sentences. */
  readonly notes: readonly string[]
}

/**
 * Whether they are looked for: where they make a difference to rows that are put together so, and the program need not
 * keep its optimised code.
 */
export function wantsVeryLines({ by, optimised }: Pick<HeapTerms, 'by' | 'optimised'>): boolean {
  return isByLine(by) && !optimised
}

function isByLine(by: AllocationGrouping = 'line'): boolean {
  return by === 'line' || by === 'traceback'
}

const NOT_OPTIMISED = 'very lines were not looked for: the program would lose its optimised code for as long'

/** One function after the other, until Ctrl-C. */
export async function lookForVeryLines(
  { session, terms, watch }: Doing,
  before: AllocationSnapshot,
  after: AllocationSnapshot,
): Promise<VeryLines> {
  const { by, path, optimised, forMs = DEFAULT_FOR_MS } = terms
  const found = new Map<string, readonly HotLine[]>()
  const notes: string[] = []
  if (optimised && isByLine(by) && after.lines === 'function') notes.push(NOT_OPTIMISED)
  const isWanted = after.lines === 'function' && wantsVeryLines(terms)
  if (!isWanted || session.hotLines === undefined || 'refusal' in session.abilities.lines) return { found, notes }
  const ms = Math.min(forMs, MOST_MS)
  for (const place of functionsWorthLooking(compareAllocations(before, after, { by: 'line', path }))) {
    const name = placeText(place)
    watch.progress(`looking for ${spanText(ms)} for the very line of ${name}; Ctrl-C ends it early`)
    try {
      const lines = await watch.unlessCut(session.hotLines(place, ms))
      if (lines === undefined) {
        notes.push('very lines were looked for no further than Ctrl-C')
        break
      }
      found.set(keyOfPlace(place), lines)
      if (lines.length === 0) notes.push(`the very line of ${name} could not be told: too little stayed meanwhile`)
    } catch (error) {
      if (!isNoAnswer(error)) throw error
      notes.push(`the very line of ${name}: ${error.message}`)
    }
  }
  return { found, notes }
}
