/** What can be had of a Python program that the agent is in, and what that does to it. */
import { type Abilities, abilitiesWith, type Can, type Effect } from '../detection.ts'

/** Microseconds for each object that the collector tracks, the worst of 3.9 to 3.13; see docs/heap/python.md. */
const LIST_US = 0.1
const COLLECT_US = 0.3
const REFERRERS_US = 0.1
const CYCLIC_US = 0.4

export interface AbilitiesOptions {
  /** What it does to the program that the agent gets in and stays: part of every ability. */
  readonly attach: readonly Effect[]
  /** How many objects its collector tracks, about, where that is known before. */
  readonly objects: number | undefined
  /** Those of {@link Hello}, once they are known. */
  readonly toolkits?: readonly string[]
  /** What is to be known before the agent gets in. */
  readonly warnings?: readonly string[]
}

const LATER =
  'What it gives up just while it is looked at is freed a moment later, by the thread that looks: so are its finalizers run.'
const FINALIZERS =
  'Finalizers and callbacks of weak references to the garbage run in the thread that collects, not its main one.'
const CHILDREN = 'Children that it forks meanwhile keep what was set.'
const THREADS =
  'A program with Tk, Qt or wx is left alone: their objects may be freed only by the thread that made them.'

export function pythonAbilities({
  attach,
  objects,
  toolkits = [],
  warnings: before = [],
}: AbilitiesOptions): Abilities {
  const can = (more: readonly Effect[], microseconds: number, warnings: readonly string[]): Can => ({
    effects: [...attach, ...more.filter(effect => !attach.includes(effect))],
    ...(objects !== undefined && microseconds > 0
      ? { estimatedPauseMs: Math.ceil((objects * microseconds) / 1000) }
      : {}),
    ...(before.length + warnings.length > 0 ? { warnings: [...before, ...warnings] } : {}),
  })
  /** Of what holds objects, be it for a moment. */
  const look = (more: readonly Effect[], microseconds: number, warnings: readonly string[]): Can =>
    toolkits.length === 0
      ? can(more, microseconds, [...warnings, THREADS])
      : { refusal: `it uses ${toolkits.join(', ')}, whose objects may be freed only by the thread that made them` }
  return abilitiesWith(can([], 0, []), {
    passive: { effects: [] },
    allocations: can(['slows', 'pause'], 0, [
      'What was allocated before tracing begins is not seen.',
      'Code that does little but allocate becomes about 8 times slower while one frame is kept of each allocation, 24 times with ten.',
      'A snapshot stops it for 0.3 to 0.7 s for each million allocations that are traced.',
      CHILDREN,
    ]),
    types: look(['pause'], LIST_US, [LATER]),
    referrers: look(['pause'], REFERRERS_US, ['It stops as long for each step outwards, 16 times at the most.', LATER]),
    collect: look(['pause', 'collects'], COLLECT_US, [FINALIZERS]),
    collector: can(['changes-collector', 'stderr-lines'], 0, [
      'Lines are written on its stderr only where debug flags are set; saveall and leak keep all its garbage in memory.',
      'Objects that were frozen are in the oldest generation afterwards.',
      CHILDREN,
    ]),
    events: can(['changes-collector'], 0, ['Its collector calls two functions, in C, at each collection.', CHILDREN]),
    caches: look(['pause'], REFERRERS_US, [LATER]),
    duplicates: look(['pause', 'memory-spike'], LIST_US, [
      'It needs about 0.2 KB of memory for each value that is looked at, 100 MB at the most.',
      LATER,
    ]),
    cyclic: look(['pause', 'collects'], CYCLIC_US, [FINALIZERS]),
    lines: { refusal: 'its traces are of lines already' },
    dump: { refusal: 'Python does not write its heap into a file' },
  })
}
