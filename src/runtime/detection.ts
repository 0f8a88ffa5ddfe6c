/**
 * What runs a program, and what may be done with it. To find it out nothing of the target is touched: all that does
 * names its effects first.
 */

/** Those whose heaps can be looked into. */
export type RuntimeId = 'node' | 'python' | 'java'

/** What an ability does to the target, to be said and agreed to before. */
export type Effect =
  /** Lines of its runtime's own appear on its stderr, or on its stdout. */
  | 'stderr-lines'
  | 'stdout-lines'
  /** A debugging port on loopback is open for a moment; for as long as the session lasts where the program is too busy to call us back. */
  | 'opens-port'
  /** A file is made that it reads, and removed again. */
  | 'makes-file'
  /** Its memory is written to, to have it call something. */
  | 'writes-memory'
  /** Code of ours runs in it, in a thread of its own. */
  | 'runs-code'
  /** It stands still for a moment. */
  | 'pause'
  /** Its garbage is collected, all of it. */
  | 'collects'
  /** It becomes slower as long as it lasts. */
  | 'slows'
  /** It needs more memory for a moment, in the order of its heap. */
  | 'memory-spike'
  /** A setting of its collector is changed, and set back at the end. */
  | 'changes-collector'

/**
 * What may be had of a heap. `passive`: without the target's taking part, so it never has an effect. The others need a
 * session, see session.ts, where each has a method.
 */
export const ABILITIES = [
  'passive',
  'stats',
  'allocations',
  'lines',
  'types',
  'referrers',
  'collect',
  'collector',
  'events',
  'stacks',
  'caches',
  'duplicates',
  'cyclic',
  'dump',
] as const

export type Ability = (typeof ABILITIES)[number]

/** That it can be had, and what it does to the target; or why not, in words. */
export type Can =
  | {
      readonly effects: readonly Effect[]
      readonly estimatedPauseMs?: number
      /** What more is to be known before, in sentences. */
      readonly warnings?: readonly string[]
      /** Of tracing that may leave a program its optimised code: what is to be known of that instead. */
      readonly optimised?: { readonly warnings: readonly string[] }
    }
  | { readonly refusal: string }

export type Abilities = Readonly<Record<Ability, Can>>

export interface Detection {
  readonly runtime: RuntimeId
  /** As it calls itself: `3.11.7`; unknown where only more than looking would tell. */
  readonly version: string | undefined
  readonly abilities: Abilities
}

/** For how long at most it stops it, in milliseconds; without end where nobody knows. */
export function longestPauseMs({ effects, estimatedPauseMs }: Exclude<Can, { readonly refusal: string }>): number {
  return effects.includes('pause') ? (estimatedPauseMs ?? Number.POSITIVE_INFINITY) : 0
}

/** The same for all that are not named. */
export function abilitiesWith(others: Can, named: Partial<Abilities>): Abilities {
  return { ...(Object.fromEntries(ABILITIES.map(ability => [ability, others])) as Record<Ability, Can>), ...named }
}
