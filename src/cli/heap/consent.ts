/** What an answer takes, said and agreed to before anything is done. */
import type { Abilities, Can } from '../../runtime/detection.ts'
import { effectTexts, type Granted } from '../../runtime/effect-text.ts'
import type { HeapQuestion } from '../invocation.ts'
import { type HeapAskName, heapAsk } from './asks.ts'
import { wrapped } from './table.ts'

/** As much as it takes to be told what can be asked for. */
export function canAsk(what: HeapAskName, abilities: Abilities): Can {
  const can = abilities[heapAsk(what).ability]
  return 'refusal' in can ? can : withAttaching(can, abilities)
}

/** What this very question does. */
export function whatItTakes(question: HeapQuestion, abilities: Abilities): Can {
  const can = canAsk(question.what, abilities)
  const onlyLooks = question.what === 'collector' && question.settings === undefined
  if ('refusal' in can || !onlyLooks) return can
  return { ...can, effects: can.effects.filter(effect => effect !== 'changes-collector') }
}

/** Whatever is asked, the program is got into first, and that much its own figures take too. */
function withAttaching(can: Granted, { stats }: Abilities): Granted {
  if ('refusal' in stats) return can
  // Of what stops it for nobody knows how long it must not be said that it is as short as that.
  const isUnknown = can.effects.includes('pause') && can.estimatedPauseMs === undefined
  const pauses = isUnknown ? [] : [can.estimatedPauseMs, stats.estimatedPauseMs].filter(ms => ms !== undefined)
  const warnings = [...new Set([...(stats.warnings ?? []), ...(can.warnings ?? [])])]
  return {
    effects: [...new Set([...stats.effects, ...can.effects])],
    ...(pauses.length > 0 && { estimatedPauseMs: Math.max(...pauses) }),
    warnings,
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
