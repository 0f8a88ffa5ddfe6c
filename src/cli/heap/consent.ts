/** What an answer takes, said and agreed to before anything is done. */
import type { Abilities, Can } from '../../runtime/detection.ts'
import { effectTexts, type Granted } from '../../runtime/effect-text.ts'
import type { HeapQuestion, HeapTerms } from '../invocation.ts'
import { type HeapAskName, heapAsk } from './asks.ts'
import { wrapped } from './table.ts'
import { wantsVeryLines } from './very-lines.ts'

const TWICE = 'the heap is written twice'
const NOT_OPTIMISED = '--optimised is for Node, whose optimised code allocations are traced without'

/** As much as it takes to be told what can be asked for. */
export function canAsk(what: HeapAskName, abilities: Abilities, withBesides = true): Can {
  const { ability, besides } = heapAsk(what)
  const can = abilities[ability]
  if ('refusal' in can) return can
  // Whatever is asked, the program is got into first, and that much its own figures take too.
  const parts = [abilities.stats, can]
  const more = besides && abilities[besides.ability]
  if (withBesides && besides !== undefined && more !== undefined && !('refusal' in more))
    parts.push({ ...more, warnings: [...(more.warnings ?? []), besides.warning] })
  return together(parts.filter((part): part is Granted => !('refusal' in part)))
}

/** What this very question does. */
export function whatItTakes(
  question: HeapQuestion,
  abilities: Abilities,
  terms: Pick<HeapTerms, 'by' | 'optimised'>,
): Can {
  const can = canAsk(question.what, terms.optimised ? optimised(abilities) : abilities, wantsVeryLines(terms))
  if (!('refusal' in can) && question.what === 'dump' && question.later !== undefined)
    return { ...can, warnings: [...(can.warnings ?? []), TWICE] }
  const onlyLooks = question.what === 'collector' && question.settings === undefined
  if ('refusal' in can || !onlyLooks) return can
  return { ...can, effects: can.effects.filter(effect => effect !== 'changes-collector') }
}

/** The same where the program is left its optimised code. */
function optimised(abilities: Abilities): Abilities {
  const can = abilities.allocations
  if ('refusal' in can) return abilities
  const allocations: Can =
    can.optimised === undefined ? { refusal: NOT_OPTIMISED } : { ...can, warnings: can.optimised.warnings }
  return { ...abilities, allocations }
}

/** All that they do. */
function together(parts: readonly Granted[]): Granted {
  const pausing = parts.filter(({ effects }) => effects.includes('pause'))
  // Of what stops it for nobody knows how long it must not be said that it is as short as the others.
  const isUnknown = pausing.some(({ estimatedPauseMs }) => estimatedPauseMs === undefined)
  const pauses = isUnknown ? [] : parts.flatMap(({ estimatedPauseMs }) => estimatedPauseMs ?? [])
  return {
    effects: [...new Set(parts.flatMap(({ effects }) => effects))],
    ...(pauses.length > 0 && { estimatedPauseMs: Math.max(...pauses) }),
    warnings: [...new Set(parts.flatMap(({ warnings = [] }) => warnings))],
  }
}

/** What is done to the program, to be read before it is agreed to. */
export function consentText(who: string, question: HeapQuestion, can: Granted, width: number): string {
  const lines = [
    ...wrapped(`ntop: ${question.what} of ${who}: for this, ntop`, width),
    ...effectTexts(can).flatMap(text => wrapped(`- ${text}`, width, '  ')),
    ...(can.warnings ?? []).flatMap(text => wrapped(`mind: ${text}`, width, '  ')),
  ]
  return `${lines.join('\n')}\n`
}

/** Whatever else is typed is no. */
export function isYes(answer: string): boolean {
  return /^\s*y(?:es)?\s*$/i.test(answer)
}
