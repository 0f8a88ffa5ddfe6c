/**
 * What runs a program, and what may be done with it. To find it out nothing of the target is touched: all that does
 * names its effects first.
 */

/** Those whose heaps can be looked into. */
export type RuntimeId = 'node' | 'python' | 'java'

/** What an ability does to the target, to be said and agreed to before. */
export type Effect = 'stderr-lines' | 'opens-port' | 'pause' | 'slows-allocation' | 'memory-spike' | 'writes-memory'

/** What may be had of a heap. `passive`: without the target's taking part, so it never has an effect. */
export type Ability = 'passive' | 'stats' | 'stacks' | 'types' | 'allocations' | 'collect' | 'referrers'

/** That it can be had, and what it does to the target; or why not, in words. */
export type Can =
  | { readonly effects: readonly Effect[]; readonly estimatedPauseMs?: number }
  | { readonly refusal: string }

export interface Detection {
  readonly runtime: RuntimeId
  /** As it calls itself: `3.11.7`; unknown where only more than looking would tell. */
  readonly version: string | undefined
  readonly abilities: Readonly<Record<Ability, Can>>
}
