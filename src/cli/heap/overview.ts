/** `ntop heap PID` alone: what runs it, what is seen of its heap, and what it could be asked. Touches nothing. */
import type { Askable, HeapOverview } from '../../export/heap/abilities.ts'
import type { HeapOwner } from '../../export/heap/answer.ts'
import type { Effect } from '../../runtime/detection.ts'
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
  return [...figures, ...(granted.length === 0 ? [] : grantedLines(pid, granted, width)), ...refusedLines(can, width)]
}

/** What getting into it does is the same of all, and told once; what is to be known of one or the other stands in notes. */
function grantedLines(pid: number, granted: readonly Askable[], width: number): string[] {
  // How long it stands still is of each its own.
  const effects = inAll(granted.map(one => one.effects)).filter(effect => effect !== 'pause')
  const warnings = inAll(granted.map(one => one.warnings))
  const notes = [...new Set(granted.flatMap(one => one.warnings.filter(text => !warnings.includes(text))))]
  return [
    '',
    ...wrapped(`ntop heap ${pid} WHAT asks it. For any of these, ntop`, width, INDENT),
    ...effectTexts({ effects }).flatMap(text => wrapped(`- ${text}`, width, INDENT)),
    ...warnings.flatMap(text => wrapped(`mind: ${text}`, width, INDENT)),
    '',
    ...granted.flatMap(one => askableLines(one, effects, notes, width)),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.flatMap((text, i) => wrapped(`[${i + 1}] ${text}`, width, INDENT)),
  ]
}

function inAll<T>([first, ...others]: readonly (readonly T[])[]): readonly T[] {
  return first?.filter(one => others.every(other => other.includes(one))) ?? []
}

/** Where there is something to see all the same. */
export function elsewhere(pid: number): string {
  return `ntop inspect ${pid} tells from its maps where its memory lies; ntop snapshot and compare, what of it grows`
}

function askableLines(
  { what, about, effects, estimatedPauseMs, warnings }: Askable,
  common: readonly Effect[],
  notes: readonly string[],
  width: number,
): string[] {
  const further = effects.filter(effect => !common.includes(effect))
  const does = effectTexts({ effects: further, ...(estimatedPauseMs !== undefined && { estimatedPauseMs }) }).join('; ')
  const marks = notes.flatMap((text, i) => (warnings.includes(text) ? `[${i + 1}]` : [])).join(' ')
  const below = [does, marks].filter(text => text !== '').join(' ')
  return [
    ...wrapped(`${what.padEnd(NAME_CELLS)}${about}`, width, INDENT),
    ...(below === '' ? [] : wrapped(below, width, INDENT + ' '.repeat(NAME_CELLS))),
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
