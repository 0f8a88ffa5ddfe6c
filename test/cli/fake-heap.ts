/** `ntop heap` on a program that answers whatever a test wants it to, and is touched by nobody. */
import { EventEmitter } from 'node:events'
import { Ending } from '../../src/cli/ending.ts'
import type { SourceLine } from '../../src/cli/heap/lines.ts'
import { runHeap } from '../../src/cli/heap.ts'
import { parseInvocation } from '../../src/cli/parse-invocation.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { AllocationSnapshot, CodePlace, Trace } from '../../src/runtime/allocations.ts'
import { type Abilities, abilitiesWith, type Detection, type Effect } from '../../src/runtime/detection.ts'
import type { HeapFigures } from '../../src/runtime/figures.ts'
import type { Live, LiveEntrance, LiveProgram, NotLive } from '../../src/runtime/live.ts'
import type { Collection, CollectorState, Detached, HeapSession, NotAttached } from '../../src/runtime/session.ts'
import type { Source } from '../../src/sources/source.ts'
import { sample } from '../export/moments.ts'
import { MemoryFiles, recordOf, someNames, statLine } from '../support/memory-files.ts'

export const PID = 70
const STAT = statLine({ pid: PID, name: 'leak' })
const record = recordOf(STAT)

export const FIGURES: HeapFigures = {
  version: '3.11.7',
  collects: true,
  generations: [
    {
      name: 'generation 0',
      count: 12,
      threshold: 700,
      collections: 40,
      collected: 1234,
      uncollectable: 0,
      timeMs: undefined,
    },
  ],
  spaces: [{ name: 'old', usedBytes: 3_000_000, committedBytes: 4_194_304, mostBytes: undefined }],
  figures: [{ name: 'objects', about: 'that it tracks', value: 52_000, unit: 'count' }],
}

export function snapshot(over: Partial<AllocationSnapshot> = {}, ...traces: readonly Trace[]): AllocationSnapshot {
  return {
    runtime: 'python',
    version: '3.11.7',
    atMs: 1_000_000,
    tracedSinceMs: 1_000_000,
    lines: 'allocation',
    sampledEveryBytes: undefined,
    traces,
    peakBytes: undefined,
    memory: { rssBytes: 50_000_000, heapUsedBytes: undefined, nativeBytes: undefined },
    ...over,
  }
}

export function trace(file: string, line: number, bytes: number, count: number, caller?: CodePlace): Trace {
  const place: CodePlace = { file, line, function: undefined }
  return { frames: caller === undefined ? [place] : [place, caller], bytes, count }
}

export const COLLECTOR: CollectorState = { enabled: true, frozenCount: 0, thresholds: [700, 10, 10], debug: [] }

/** All that may be asked, each with its effects. */
export const ABILITIES: Abilities = abilitiesWith(
  { effects: ['runs-code', 'pause'], estimatedPauseMs: 60 },
  {
    passive: { effects: [] },
    stats: { effects: ['writes-memory', 'makes-file', 'pause'], estimatedPauseMs: 1 },
    allocations: { effects: ['slows', 'pause'], estimatedPauseMs: 1200, warnings: ['it waits for a safe point'] },
    collector: { effects: ['changes-collector'] },
    lines: { refusal: 'its traces are of lines already' },
  },
)

export interface World {
  /** What is found; a Python that may be asked everything if left out. */
  readonly found?: LiveProgram | NotLive
  readonly abilities?: Abilities
  readonly session?: Partial<HeapSession>
  readonly notAttached?: NotAttached
  readonly detached?: Detached
  /** What somebody types; nobody is there if left out. */
  readonly types?: string | Promise<string>
  readonly width?: number
  readonly source?: Partial<Source>
  readonly sourceLine?: SourceLine
  /** Whether whoever reads what comes out has gone. */
  readonly stdoutClosed?: boolean
  /** Called when it says something on its stderr. */
  onSay?(text: string, signals: EventEmitter): void
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** What was done to the program, in order. */
  readonly done: readonly string[]
  readonly consent: readonly Effect[] | undefined
  /** Signals that somebody still listens to. */
  readonly listening: readonly (string | symbol)[]
}

export function detected(abilities: Abilities = ABILITIES): Detection {
  return { runtime: 'python', version: '3.11.7', abilities }
}

/** Calls of the session's methods are noted. */
function noting(session: HeapSession, done: string[]): HeapSession {
  return new Proxy(session, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const told = args.filter(arg => typeof arg !== 'function').map(arg => JSON.stringify(arg))
        done.push([String(key), ...told].join(' '))
        return value.apply(target, args)
      }
    },
  })
}

/** Runs `ntop heap PID` with these words. */
export async function heap(words: string, world: World = {}, signals = new EventEmitter()): Promise<Ran> {
  const invocation = parseInvocation(['heap', String(PID), ...words.split(' ').filter(Boolean)], false)
  if (invocation.kind !== 'heap') throw new Error(`no heap: ${words}`)
  const { found = { detection: detected(world.abilities), seen: FIGURES }, detached, types, width = 0 } = world
  const done: string[] = []
  let consent: readonly Effect[] | undefined
  const session: HeapSession = {
    id: record.id,
    runtime: 'python',
    version: '3.11.7',
    abilities: ABILITIES,
    ended: new Promise(() => {}),
    stats: async () => FIGURES,
    detach: async () => detached ?? { restored: ['its script is gone'], leftBehind: [] },
    ...world.session,
  }
  const entrance: LiveEntrance = {
    openLive: () => ({}) as Live,
    detectLive: async () => found,
    async attachLive(_, __, agreed) {
      consent = agreed
      done.push('attach')
      return world.notAttached ?? noting(session, done)
    },
  }
  const source: Source = {
    kind: 'linux',
    files: new MemoryFiles({ [`${PID}/stat`]: { text: STAT } }),
    look: () => 'unreadable',
    glance: () => 'unreadable',
    names: someNames,
    scan: async (): Promise<RawSample> => sample(0, [record]),
    fill: async () => {},
    sweep: () => {},
    close: () => {},
    ...world.source,
  }
  const said = { stdout: '', stderr: '' }
  const ending = new Ending(signals)
  const code = await runHeap(invocation, source, {
    stdout: {
      async write(text) {
        if (world.stdoutClosed === true) return false
        said.stdout += text
        return true
      },
    },
    stderr: {
      async write(text) {
        said.stderr += text
        world.onSay?.(text, signals)
        return true
      },
    },
    width,
    answer: types === undefined ? undefined : async () => await types,
    ending,
    live: async () => entrance,
    sourceLines: () => world.sourceLine ?? (async () => undefined),
  })
  ending.close()
  return { code, ...said, done, consent, listening: signals.eventNames() }
}

export function collection(over: Partial<Collection> = {}): Collection {
  return { atMs: 1_000_000, kind: 'generation 0', pauseMs: 0.4, collected: 12, uncollectable: 0, ...over }
}
