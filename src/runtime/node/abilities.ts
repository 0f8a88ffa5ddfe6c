/** What can be had of a Node, and what each does to it. */
import { type Abilities, type Ability, abilitiesWith, type Can, type Effect } from '../detection.ts'
import type { Granted } from '../effect-text.ts'
import { type DumpUse, dumpAbility, dumpAbilityBefore, type HeapRoom } from './dump-estimate.ts'

/** The longest that a program's own timer of 5 ms saw of attaching, asking and detaching, see docs/heap/node.md. */
const PAUSE_MS = 8
const COLLECTS =
  'all of its garbage is collected first, which takes one to three seconds for each GB of small objects that is alive'

interface More {
  readonly effects: readonly Effect[]
  readonly warnings: readonly string[]
  readonly optimised?: readonly string[]
}

/** Whatever its code is. */
const OF_TRACING = [
  'what was allocated before tracing begins is not seen',
  `with each snapshot ${COLLECTS}`,
  'V8 keeps functions, not lines',
]

/** Beyond what attaching does itself. */
const MORE: Partial<Record<Ability, More>> = {
  allocations: {
    effects: ['pause', 'collects', 'slows'],
    warnings: [
      'as long as it lasts the program runs without optimised code: a web server takes about twice the processor time, a loop that only calculates up to 40 times',
      ...OF_TRACING,
    ],
    optimised: [
      'it keeps its optimised code: what does nothing but allocate becomes slower by 2 % with a sample every 512K, by 20 % with one every 32K',
      'of optimised code V8 tells less than the truth: of 61 MB that a program leaked Node 20 and 24 told 50 to 62, Node 22 told 4',
      ...OF_TRACING,
    ],
  },
  lines: {
    effects: ['pause', 'collects', 'slows', 'memory-spike'],
    warnings: [
      'for the time that it is measured it runs without optimised code, and each statement of the function that it comes to takes 0.1 ms: one with a long loop may stop it for seconds',
      'it takes up to 40 MB more for as long',
      `three times ${COLLECTS}`,
    ],
  },
  types: {
    effects: ['pause', 'collects', 'memory-spike'],
    warnings: [
      COLLECTS,
      'then it stands still for a second or two for each million objects, which take 8 bytes more each',
    ],
  },
  collect: { effects: ['pause', 'collects'], warnings: [] },
  events: { effects: [], warnings: [] },
  stacks: { effects: [], warnings: [] },
}

/** What V8 does not have, or does not tell. */
const REFUSED: Partial<Record<Ability, Can>> = {
  collector: { refusal: 'V8 has no switch for its collector' },
  caches: { refusal: 'V8 does not tell caches from other objects' },
  cyclic: { refusal: 'V8 frees all objects by its collector, whether they hold each other or not' },
}

/** What takes a snapshot of the whole heap, and what for. */
const OF_SNAPSHOTS: readonly (readonly [Ability, DumpUse])[] = [
  ['referrers', 'read'],
  ['duplicates', 'read'],
  ['dump', 'kept'],
]

/** What is seen of it from outside. */
interface Seen {
  /** Why it cannot be asked. */
  readonly refusal: string | undefined
  /** Its inspector was open before. */
  readonly isOpen: boolean
  /** What is to be known before attaching. */
  readonly warnings: readonly string[]
  /** What its heap has at most. */
  readonly mostHeapBytes: number | undefined
}

export function nodeAbilities({ refusal, isOpen, warnings, mostHeapBytes }: Seen): Abilities {
  const attaching: readonly Effect[] = isOpen ? ['stderr-lines', 'pause'] : ['opens-port', 'stderr-lines', 'pause']
  const named: Partial<Record<Ability, Can>> = {
    passive: { refusal: 'Node shows nothing of its heap from outside: see Memory and Maps' },
  }
  if (refusal === undefined) {
    const stats = { effects: attaching, estimatedPauseMs: PAUSE_MS, warnings }
    Object.assign(named, REFUSED, { stats })
    for (const [ability, use] of OF_SNAPSHOTS) named[ability] = beyond(stats, dumpAbilityBefore(mostHeapBytes, use))
    for (const [ability, more] of Object.entries(MORE)) {
      named[ability as Ability] = {
        effects: [...new Set([...attaching, ...more.effects])],
        // How long more than that takes is not known before.
        ...(more.effects.includes('pause') ? {} : { estimatedPauseMs: PAUSE_MS }),
        warnings: [...warnings, ...more.warnings],
        ...(more.optimised && { optimised: { warnings: [...warnings, ...more.optimised] } }),
      }
    }
  }
  return abilitiesWith({ refusal: refusal ?? 'ntop does not do this for Node' }, named)
}

/**
 * The same once it has told how large its heap is.
 *
 * @param isAtHand questions are answered from a snapshot that was taken before
 */
export function abilitiesInside(abilities: Abilities, room: HeapRoom | undefined, isAtHand: boolean): Abilities {
  const { stats } = abilities
  if ('refusal' in stats || room === undefined) return abilities
  const named: Partial<Record<Ability, Can>> = {}
  for (const [ability, use] of OF_SNAPSHOTS) {
    const can = dumpAbility(room, use)
    named[ability] = isAtHand && use === 'read' ? stats : 'refusal' in can ? can : beyond(stats, can)
  }
  return { ...abilities, ...named }
}

function beyond(stats: Granted, more: Granted): Granted {
  const effects = [...new Set([...stats.effects, ...more.effects])]
  return { ...more, effects, warnings: [...(stats.warnings ?? []), ...(more.warnings ?? [])] }
}

/** What of an ability's effects was not agreed to; nothing for one that is refused. */
export function notAgreed(can: Can, consent: readonly Effect[]): readonly Effect[] {
  return 'refusal' in can ? [] : can.effects.filter(effect => !consent.includes(effect))
}
