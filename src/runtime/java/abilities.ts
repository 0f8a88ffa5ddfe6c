/** What may be had of a JVM, what that does to it, and how long it stands still. */
import { type Abilities, abilitiesWith, type Can, type Effect } from '../detection.ts'
import type { HeapFigures, NotSeen } from '../figures.ts'
import { tellsCollections } from './collections.ts'
import type { DoorState } from './proof.ts'

const NOT_IN_HEAP = /^(?:metaspace|compressedclassspace|perm)$/
const LEFT =
  'its thread “Attach Listener” and its socket in /tmp stay until it ends, as after any jcmd: a JVM has no way to take them back'

/** Without code of ours in it, which would stay, or a recording that slows it down. */
const REFUSED = {
  allocations:
    'where a JVM allocates takes an agent in it or a flight recording; one list of types compared with the next tells what grew',
  referrers: 'who holds an object takes an agent in it; a heap dump tells, by the tools that read one',
  collector: 'a JVM has no switch for its collector that can be set while it runs',
  caches: 'a JVM does not tell caches from other objects',
  duplicates: 'takes an agent in it; a heap dump tells, by the tools that read one',
  cyclic: 'all objects of a JVM are freed by its collector, whether they hold each other or not',
} as const

/** What its attaching itself does to it. */
export function effectsOf({ isOpen, mayPrint }: DoorState): readonly Effect[] {
  if (isOpen) return []
  return mayPrint === undefined ? ['makes-file'] : ['makes-file', 'stdout-lines']
}

export function abilitiesOf(door: DoorState | { readonly refusal: string }, seen: HeapFigures | NotSeen): Abilities {
  const passive: Can = 'why' in seen ? { refusal: seen.why } : { effects: [] }
  if ('refusal' in door) return abilitiesWith(door, { passive })
  const attach = effectsOf(door)
  const warnings = warningsOf(door)
  const more = (effects: readonly Effect[], ms?: number, ...texts: readonly string[]): Can => ({
    effects: [...attach, ...effects],
    ...(ms === undefined ? {} : { estimatedPauseMs: ms }),
    warnings: [...warnings, ...texts],
  })
  const usedMb = heapMb(seen)
  const per = (msPerMb: number): number | undefined => usedMb && Math.ceil(PAUSE_MS + usedMb * msPerMb)
  const refused = Object.fromEntries(Object.entries(REFUSED).map(([ability, refusal]) => [ability, { refusal }]))
  return abilitiesWith(LATER, {
    ...refused,
    passive,
    stats: more([]),
    types: more(['pause', 'collects'], per(TYPES_MS_PER_MB), WITHOUT_COLLECTING),
    collect: more(['pause', 'collects'], per(COLLECT_MS_PER_MB)),
    stacks: more(['pause'], PAUSE_MS),
    dump: more(['pause', 'collects'], per(DUMP_MS_PER_MB), WITHOUT_COLLECTING, DUMP),
    events: eventsOf(seen, more([])),
  })
}

const LATER: Can = { refusal: 'ntop does not do this for Java' }
const WITHOUT_COLLECTING = 'where a collection is not agreed to, objects that nobody holds any more are among them'
const DUMP = 'the JVM itself writes the file, as its own user, and cannot be stopped once it has begun'

/** The dearest of the collectors that were measured, see docs/heap/java.md. */
const PAUSE_MS = 10
const TYPES_MS_PER_MB = 3
const COLLECT_MS_PER_MB = 2
const DUMP_MS_PER_MB = 6

function warningsOf({ isOpen, mayPrint }: DoorState): string[] {
  if (isOpen) return []
  return mayPrint === undefined ? [LEFT] : [LEFT, `it may write what its threads do on its stdout: ${mayPrint}`]
}

function eventsOf(seen: HeapFigures | NotSeen, can: Can): Can {
  if ('why' in seen) return { refusal: seen.why }
  return tellsCollections(seen) ? can : { refusal: 'this collector counts phases, not collections' }
}

/** As far as its counters tell, which may be as old as its last collection. */
function heapMb(seen: HeapFigures | NotSeen): number | undefined {
  if ('why' in seen) return undefined
  const used = seen.spaces.filter(({ name }) => !NOT_IN_HEAP.test(name)).map(({ usedBytes }) => usedBytes ?? 0)
  return used.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20
}
