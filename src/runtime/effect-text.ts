/** What is done to a program, in words: said before it is done, wherever it is asked for. */
import type { Can, Effect } from './detection.ts'

/** Each goes on after "ntop", and says it of "it", the program. */
const WORDS: Readonly<Record<Exclude<Effect, 'pause'>, string>> = {
  'opens-port':
    'opens a debugging port on loopback, for anybody on this machine: for a moment, or until this is over if it is busy',
  'stderr-lines': 'makes it write lines of its runtime on its stderr',
  'stdout-lines': 'makes it write lines of its runtime on its stdout',
  'makes-file': 'makes a file that it reads, and removes it again',
  'writes-memory': 'writes into its memory, so that it calls something',
  'runs-code': 'runs code in it, in a thread of its own',
  collects: 'collects its garbage, all of it',
  slows: 'makes it slower as long as this lasts',
  'memory-spike': 'makes it take more memory for a moment',
  'changes-collector': 'changes a setting of its collector, and sets it back at the end',
}

/** All effects, what opens a door first. */
export const EFFECTS = [...Object.keys(WORDS), 'pause'] as readonly Effect[]

/** What can be had, and what it takes. */
export type Granted = Exclude<Can, { readonly refusal: string }>

/** `opens a debugging port on loopback, …`: goes on after "ntop". */
export function effectText(effect: Effect, estimatedPauseMs?: number): string {
  if (effect !== 'pause') return WORDS[effect]
  return estimatedPauseMs === undefined ? 'stops it for a moment' : `stops it for about ${pauseText(estimatedPauseMs)}`
}

/** The effects, a sentence each, in the order of {@link EFFECTS}; none where nothing is touched. */
export function effectTexts({ effects, estimatedPauseMs }: Granted): readonly string[] {
  return EFFECTS.filter(effect => effects.includes(effect)).map(effect => effectText(effect, estimatedPauseMs))
}

/** `5 ms`, `90 ms`, `1.2 s`: an estimate, so no more digits than are meant. */
function pauseText(ms: number): string {
  if (ms < 1) return '1 ms'
  if (ms < 995) return `${Math.round(ms)} ms`
  return ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}
