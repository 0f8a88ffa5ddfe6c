/** `ntop heap PID` alone: what runs it, what is seen of its heap, and what it could be asked. Touches nothing. */
import type { Askable, HeapOverview } from '../../export/heap/abilities.ts'
import type { HeapOwner } from '../../export/heap/answer.ts'
import { effectTexts } from '../../runtime/effect-text.ts'
import type { LiveProgram, NotLive } from '../../runtime/live.ts'
import { heapAsks } from './asks.ts'
import { canAsk } from './consent.ts'
import { figuresLines } from './figures.ts'
import { wrapped } from './table.ts'

export function heapOverview(owner: HeapOwner, found: LiveProgram | NotLive): HeapOverview {
  if ('why' in found) return { ...owner, seen: undefined, why: found.why, can: [] }
  const { seen, detection } = found
  const { passive } = detection.abilities
  const why = 'why' in seen ? ('refusal' in passive ? passive.refusal : seen.why) : undefined
  return {
    ...owner,
    seen: 'why' in seen ? undefined : seen,
    why,
    can: heapAsks.map(({ name, about }) => {
      const can = canAsk(name, detection.abilities)
      const refused = 'refusal' in can
      return {
        what: name,
        about,
        refusal: refused ? can.refusal : undefined,
        effects: refused ? [] : can.effects,
        estimatedPauseMs: refused ? undefined : can.estimatedPauseMs,
        warnings: refused ? [] : (can.warnings ?? []),
      }
    }),
  }
}

const INDENT = '  '
const NAME_CELLS = 12

export function overviewLines({ process: { pid }, seen, why, can }: HeapOverview, width: number): string[] {
  const figures = seen === undefined ? wrapped(why ?? '', width, INDENT) : figuresLines(seen, width)
  if (can.length === 0) return [...figures, ...wrapped(elsewhere(pid), width, INDENT)]
  const granted = can.filter(({ refusal }) => refusal === undefined)
  const [first, ...others] = granted
  // What is to be known of getting into it is the same of all.
  const common = first?.warnings.filter(text => others.every(({ warnings }) => warnings.includes(text))) ?? []
  return [
    ...figures,
    ...(granted.length === 0 ? [] : ['', ...wrapped(`ntop heap ${pid} WHAT, and for this ntop`, width, INDENT)]),
    ...granted.flatMap(({ warnings, ...askable }) =>
      askableLines({ ...askable, warnings: warnings.filter(text => !common.includes(text)) }, width),
    ),
    ...common.flatMap(text => wrapped(`mind: ${text}`, width, INDENT)),
    ...refusedLines(can, width),
  ]
}

/** Where there is something to see all the same. */
export function elsewhere(pid: number): string {
  return `ntop inspect ${pid} tells from its maps where its memory lies; ntop snapshot and compare, what of it grows`
}

function askableLines({ what, about, effects, estimatedPauseMs, warnings }: Askable, width: number): string[] {
  const texts = effectTexts({ effects, ...(estimatedPauseMs !== undefined && { estimatedPauseMs }) })
  const takes = texts.length === 0 ? 'does nothing to it' : texts.join('; ')
  const below = [takes, ...warnings.map(text => `mind: ${text}`)]
  return [
    ...wrapped(`${what.padEnd(NAME_CELLS)}${about}`, width, INDENT),
    ...below.flatMap(text => wrapped(text, width, INDENT + ' '.repeat(NAME_CELLS))),
  ]
}

/** What has the same reason is told together. */
function refusedLines(can: readonly Askable[], width: number): string[] {
  const reasons = new Map<string, string[]>()
  for (const { what, refusal } of can) {
    if (refusal !== undefined) reasons.set(refusal, [...(reasons.get(refusal) ?? []), what])
  }
  if (reasons.size === 0) return []
  return [
    '',
    `${INDENT}cannot be had`,
    ...[...reasons].flatMap(([why, whats]) => wrapped(`${whats.join(', ')}: ${why}`, width, INDENT)),
  ]
}
