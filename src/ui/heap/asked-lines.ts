/** What is told of an ability before it is used: in plain words, what it does to the program. */
import { clean } from '../../model/text.ts'
import {
  ABILITIES,
  type Ability,
  type Can,
  type Detection,
  type Effect,
  longestPauseMs,
} from '../../runtime/detection.ts'
import { effectTexts, type Granted } from '../../runtime/effect-text.ts'
import type { AskedLine } from './ask-dialog.ts'
import { ABILITY_NAMES, runtimeText, sentenceOf } from './names.ts'

const BLANK: AskedLine = { text: '', tone: 'plain' }
const UNDONE = 'All is undone when you leave, or if ntop is killed. Nothing is remembered.'
type Asked = Exclude<Ability, 'passive' | 'stats'>
const ASKED = ABILITIES.filter((ability): ability is Asked => ability !== 'passive' && ability !== 'stats')

/** Before anything is attached to: what that does, and what could then be asked for. */
export function attachLines({ runtime, version, abilities }: Detection): AskedLine[] {
  const { stats } = abilities
  const name = runtimeText(runtime, version)
  if ('refusal' in stats) return [strong(`${name} runs it, but it cannot be looked into:`), plain(clean(stats.refusal))]
  return [
    strong(`${name} runs it. To look inside, ntop`),
    ...effectLines(stats),
    ...warningLines(stats),
    BLANK,
    ...enoughLines(abilities, stats),
    ...laterLines(abilities, stats),
    ...refusedLines(abilities),
    BLANK,
    dim(UNDONE),
  ]
}

/** Before an ability is used that does more than what was agreed to. */
export function abilityLines(can: Granted): AskedLine[] {
  return [strong('For this, ntop'), ...effectLines(can), ...warningLines(can)]
}

function effectLines(can: Granted): AskedLine[] {
  const texts = effectTexts(can)
  return (texts.length === 0 ? ['does nothing to it'] : texts).map(text => ({ isPoint: true, text, tone: 'plain' }))
}

function warningLines({ warnings = [] }: Granted): AskedLine[] {
  return warnings.map(text => ({ text: sentenceOf(text), tone: 'warn' }))
}

function enoughLines(abilities: Detection['abilities'], stats: Granted): AskedLine[] {
  const enough = ASKED.filter(ability => {
    const can = abilities[ability]
    return !('refusal' in can) && moreOf(can, stats) === undefined
  })
  return [plain(`That is enough for ${['figures', ...enough.map(ability => ABILITY_NAMES[ability])].join(', ')}.`)]
}

/** Those that do the same stand beside it together. */
function laterLines(abilities: Detection['abilities'], stats: Granted): AskedLine[] {
  const byEffects = new Map<string, string[]>()
  for (const ability of ASKED) {
    const more = moreOf(abilities[ability], stats)
    if (more !== undefined) byEffects.set(more, [...(byEffects.get(more) ?? []), ABILITY_NAMES[ability]])
  }
  if (byEffects.size === 0) return []
  const lines = [...byEffects].map(([text, names]): AskedLine => ({ names, text, tone: 'dim' }))
  return [plain('Asked about when you come to it, as ntop'), ...lines]
}

/** Those that are refused for the same reason stand on one line. */
function refusedLines(abilities: Detection['abilities']): AskedLine[] {
  const byReason = new Map<string, string[]>()
  for (const ability of ASKED) {
    const can = abilities[ability]
    // Where allocations are told by line anyway, nobody misses it.
    const isMissed = ability !== 'lines' || 'refusal' in abilities.allocations
    if (!('refusal' in can) || !isMissed) continue
    const reason = clean(can.refusal)
    byReason.set(reason, [...(byReason.get(reason) ?? []), ABILITY_NAMES[ability]])
  }
  if (byReason.size === 0) return []
  const lines = [...byReason].map(
    ([reason, names]): AskedLine => ({ text: `${names.join(', ')}: ${reason}`, tone: 'dim' }),
  )
  return [plain('Not to be had:'), ...lines]
}

/** What it does beyond attaching, in words. */
function moreOf(can: Can, stats: Granted): string | undefined {
  if ('refusal' in can) return undefined
  const isLonger = longestPauseMs(can) > (stats.estimatedPauseMs ?? 0)
  const isMore = (effect: Effect): boolean => !stats.effects.includes(effect) || (effect === 'pause' && isLonger)
  const more = effectTexts({ ...can, effects: can.effects.filter(isMore) })
  return more.length === 0 ? undefined : more.join('; ')
}

function strong(text: string): AskedLine {
  return { text, tone: 'strong' }
}

function plain(text: string): AskedLine {
  return { text, tone: 'plain' }
}

function dim(text: string): AskedLine {
  return { text, tone: 'dim' }
}
