/** Programs that are attached to, as far as the screen can tell: what they answer, and when, is the test's to say. */
import type { ProcessId } from '../../../src/model/process.ts'
import type { AllocationSnapshot, CodePlace, HotLine, Trace, Tracing } from '../../../src/runtime/allocations.ts'
import {
  type Abilities,
  type Ability,
  abilitiesWith,
  type Detection,
  type Effect,
  type RuntimeId,
} from '../../../src/runtime/detection.ts'
import type { HeapFigures, NotSeen } from '../../../src/runtime/figures.ts'
import type { LiveHeaps, SavedAllocations } from '../../../src/runtime/heaps.ts'
import type { Holding } from '../../../src/runtime/holding.ts'
import type {
  Collected,
  Collection,
  CollectorSettings,
  CollectorState,
  Detached,
  HeapSession,
  NotAttached,
} from '../../../src/runtime/session.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'

const MB = 1024 ** 2

/** How answers come: at once, when the test lets them, never, or with an error. */
export type Manner = 'now' | 'held' | 'never' | 'fails'

export const RICH: Abilities = abilitiesWith(
  { effects: ['writes-memory', 'runs-code'] },
  {
    passive: { effects: [] },
    allocations: { effects: ['writes-memory', 'runs-code', 'slows'] },
    types: { effects: ['writes-memory', 'runs-code', 'pause'], estimatedPauseMs: 220 },
    referrers: { effects: ['writes-memory', 'runs-code', 'pause'], estimatedPauseMs: 250 },
    collect: { effects: ['writes-memory', 'runs-code', 'pause', 'collects'], estimatedPauseMs: 117 },
    collector: { effects: ['writes-memory', 'runs-code', 'changes-collector'] },
    duplicates: { effects: ['writes-memory', 'runs-code', 'pause'], estimatedPauseMs: 900 },
    cyclic: { effects: ['writes-memory', 'runs-code', 'pause', 'collects'], estimatedPauseMs: 300 },
    lines: { refusal: 'its traces are of lines already' },
    dump: { refusal: 'Python has no form for that' },
  },
)

/** Its traces have only functions, of which the very lines can be looked for. */
export const SAMPLING: FakeOptions = {
  runtime: 'node',
  abilities: {
    ...RICH,
    lines: {
      effects: ['writes-memory', 'runs-code', 'slows', 'memory-spike'],
      warnings: ['for the time that it is measured the function itself is a hundred times slower'],
    },
  },
}

/** Most is refused, for long reasons. */
export const REFUSING: Abilities = abilitiesWith(
  {
    refusal:
      'this version is not known to ntop, and where its collector keeps what it knows no header promises: see Maps for where its memory lies',
  },
  {
    stats: {
      effects: ['opens-port', 'stderr-lines', 'pause'],
      estimatedPauseMs: 2,
      warnings: ['It may have a handler of its own for SIGUSR1, which then runs instead.'],
    },
  },
)

export function figuresAt(step: number): HeapFigures {
  return {
    version: '3.11.7',
    collects: true,
    generations: [0, 1, 2].map(i => ({
      name: `generation ${i}`,
      count: [350, 7, 3][i],
      threshold: [700, 10, 10][i],
      collections: [1204 + step, 109, 9][i],
      collected: [45_678, 1200, 3][i],
      uncollectable: 0,
      timeMs: undefined,
    })),
    spaces: [
      { name: 'small objects', usedBytes: (180 + step * 4) * MB, committedBytes: 256 * MB, mostBytes: undefined },
      { name: 'large objects', usedBytes: 32 * MB, committedBytes: 40 * MB, mostBytes: 512 * MB },
    ],
    figures: [
      { name: 'objects', about: 'that the collector keeps track of', value: 200_000 + step * 580, unit: 'count' },
      { name: 'arenas', about: 'memory that small objects were given', value: 212 * MB, unit: 'bytes' },
    ],
  }
}

/** What some lines of a program have allocated by now: one of them grows. */
export function snapshotAt(step: number, atMs: number, tracedSinceMs: number): AllocationSnapshot {
  const trace = (file: string, line: number, name: string, bytes: number, count: number): Trace => ({
    frames: [
      { file, line, function: name },
      { file: '/srv/app/server.py', line: 88, function: 'handle' },
      { file: '/usr/lib/python3.11/socketserver.py', line: 691, function: 'process_request_thread' },
    ],
    bytes,
    count,
  })
  return {
    runtime: 'python',
    version: '3.11.7',
    atMs,
    tracedSinceMs,
    lines: 'allocation',
    sampledEveryBytes: undefined,
    traces: [
      trace('/srv/app/cache.py', 41, 'remember', (7 + step * 34) * MB, 1000 + step * 5812),
      trace('/srv/app/session.py', 17, 'open', MB + step * 120 * 1024, 230 + step * 12),
      trace('/usr/lib/python3.11/json/decoder.py', 353, 'raw_decode', 900_000, 12_345),
      trace(
        '/srv/app/vendor/a_rather_long_package_name/serializers.py',
        1204,
        'to_representation',
        640_000 - step * 90_000,
        900,
      ),
      trace('<frozen importlib._bootstrap_external>', 757, '_compile_bytecode', 420_000, 4000),
    ],
    peakBytes: 60 * MB,
    memory: {
      rssBytes: (212 + step * 40) * MB,
      heapUsedBytes: (180 + step * 36) * MB,
      nativeBytes: (20 + step * 3.1) * MB,
    },
  }
}

export const HOLDING: Holding = {
  object: { type: 'dict', address: '0x7f3a00001230', bytes: 232, text: undefined, references: 12, weakReferences: 1 },
  ofType: 5812,
  chains: [
    {
      links: [
        {
          by: '.entries',
          object: {
            type: 'Cache',
            address: '0x7f3a00002000',
            bytes: 48,
            text: undefined,
            references: 3,
            weakReferences: 0,
          },
        },
        {
          by: '.cache',
          object: {
            type: 'Server',
            address: '0x7f3a00003000',
            bytes: 64,
            text: undefined,
            references: 9,
            weakReferences: 0,
          },
        },
      ],
      root: 'module app.server',
    },
    {
      links: [
        {
          by: '[3]',
          object: {
            type: 'list',
            address: '0x7f3a00004000',
            bytes: 120,
            text: undefined,
            references: 1,
            weakReferences: 0,
          },
        },
      ],
      root: undefined,
    },
  ],
  holds: [
    {
      by: "['body']",
      object: {
        type: 'str',
        address: '0x7f3a00005000',
        bytes: 1249,
        text: '\'{"user": 17, …\'',
        references: 1,
        weakReferences: undefined,
      },
    },
    {
      by: "['at']",
      object: {
        type: 'float',
        address: undefined,
        bytes: 24,
        text: '1732.5',
        references: undefined,
        weakReferences: undefined,
      },
    },
  ],
}

export interface FakeOptions {
  readonly runtime?: RuntimeId
  readonly abilities?: Abilities
  /** Instead of a detection. */
  readonly detected?: NotSeen
  readonly manner?: Manner
  readonly attaching?: Manner
  readonly detaching?: Manner
  readonly left?: Detached
  /** Changes every text that it says, to something nobody would wish for. */
  readonly text?: (text: string) => string
  /** It tells whether it is traced only once that is agreed to. */
  readonly secretive?: true
  /** It has nothing to tell. */
  readonly sparse?: true
  /** It knows what types retain, but not their own sizes. */
  readonly retains?: true
  readonly holding?: Holding
  readonly without?: readonly (keyof HeapSession)[]
}

/** What each call needs. */
const ABILITY_OF: Readonly<Record<string, Ability>> = {
  stats: 'stats',
  tracing: 'stats',
  collector: 'stats',
  start: 'allocations',
  hotLines: 'lines',
  stop: 'allocations',
  snapshot: 'allocations',
  types: 'types',
  holding: 'referrers',
  collect: 'collect',
  set: 'collector',
  events: 'events',
  stacks: 'stacks',
  caches: 'caches',
  duplicates: 'duplicates',
  cyclic: 'cyclic',
  dump: 'dump',
}

/** All that are attached to, each with what was asked of it. */
export class FakeHeaps implements LiveHeaps {
  readonly sessions: FakeSession[] = []
  readonly consents: (readonly Effect[])[] = []
  readonly saved: string[] = []
  options: FakeOptions
  #held: (() => void)[] = []

  constructor(options: FakeOptions = {}) {
    this.options = options
  }

  async detect(): Promise<Detection | NotSeen> {
    const { detected, runtime = 'python', abilities = RICH } = this.options
    if (detected !== undefined) return detected
    return { runtime, version: '3.11.7', abilities }
  }

  async attach(id: ProcessId, consent: readonly Effect[]): Promise<HeapSession | NotAttached> {
    this.consents.push(consent)
    const failed: NotAttached = { failed: 'nobody answers', restored: ['the file is removed'], leftBehind: [] }
    return await this.answer(this.options.attaching, () => {
      if (this.options.attaching === 'fails') return failed
      const session = new FakeSession(id, this, consent)
      this.sessions.push(session)
      for (const name of this.options.without ?? []) Object.defineProperty(session, name, { value: undefined })
      return session
    })
  }

  async sourceLine(
    _: ProcessId,
    { file, line }: { readonly file: string; readonly line: number | undefined },
  ): Promise<string | undefined> {
    return file.startsWith('/srv/') ? `    self.entries[key] = json.loads(body)  # ${line}` : undefined
  }

  async save(file: string, { before }: SavedAllocations): Promise<string> {
    this.saved.push(file)
    return `written to ${file}${before === undefined ? '' : ', compared'}`
  }

  /** Lets come what is held. */
  release(): void {
    for (const go of this.#held.splice(0)) go()
  }

  async answer<T>(manner: Manner | undefined, make: () => T): Promise<T> {
    if (manner === 'never') return await new Promise<T>(() => undefined)
    if (manner === 'held') await new Promise<void>(resolve => this.#held.push(resolve))
    return make()
  }
}

export class FakeSession implements HeapSession {
  readonly id: ProcessId
  readonly version = '3.11.7'
  readonly asked: string[] = []
  readonly ended: Promise<string | undefined>
  detaches = 0
  readonly #heaps: FakeHeaps
  #end: (reason: string | undefined) => void = () => undefined
  #step = 0
  #tracing: Tracing = {
    on: false,
    ours: false,
    frames: undefined,
    tracedBytes: undefined,
    peakBytes: undefined,
    overheadBytes: undefined,
  }
  #state: CollectorState = { enabled: true, frozenCount: 0, thresholds: [700, 10, 10], debug: [] }
  #listener: ((collection: Collection) => void) | undefined

  /** What was asked of it without being agreed to. */
  readonly unasked: string[] = []
  readonly #consent: readonly Effect[]

  constructor(id: ProcessId, heaps: FakeHeaps, consent: readonly Effect[]) {
    this.id = id
    this.#heaps = heaps
    this.#consent = consent
    this.ended = new Promise(resolve => {
      this.#end = resolve
    })
  }

  get runtime(): RuntimeId {
    return this.#heaps.options.runtime ?? 'python'
  }

  get abilities(): Abilities {
    return this.#heaps.options.abilities ?? RICH
  }

  /** It ends by itself. */
  end(reason: string): void {
    this.#end(reason)
  }

  /** The program sets its collector. */
  setItself(state: CollectorState): void {
    this.#state = state
  }

  /** The program collects. */
  collectByItself(collection: Collection): void {
    this.#listener?.(collection)
  }

  stats(): Promise<HeapFigures> {
    return this.#answer('stats', () => this.#texts(figuresAt(this.#step++)))
  }

  async tracing(): Promise<Tracing> {
    if (this.#heaps.options.secretive && !this.#consent.includes('slows')) throw new NoAnswer('not agreed to: slows')
    return await this.#answer('tracing', () => this.#tracing)
  }

  startTracing(options: object): Promise<void> {
    return this.#answer(`start ${JSON.stringify(options)}`, () => {
      this.#tracing = {
        on: true,
        ours: true,
        frames: 1,
        tracedBytes: 42 * MB,
        peakBytes: 60 * MB,
        overheadBytes: 2 * MB,
      }
    })
  }

  stopTracing(): Promise<void> {
    return this.#answer('stop', () => {
      this.#tracing = { ...this.#tracing, on: false }
    })
  }

  #snapshots = 0
  readonly #tracedSinceMs = Date.now() - 60_000
  snapshot(): Promise<AllocationSnapshot> {
    const sampled = this.runtime === 'node' ? ({ lines: 'function', sampledEveryBytes: 20_168 } as const) : {}
    return this.#answer('snapshot', () =>
      this.#texts({ ...snapshotAt(this.#snapshots++, Date.now(), this.#tracedSinceMs), ...sampled }),
    )
  }

  /** Of `remember` one is clearly it, of `open` one of two, and of others it cannot be told. */
  hotLines(place: CodePlace): Promise<readonly HotLine[]> {
    const found = (line: number, shareOfBytes: number) => ({ place: { ...place, line }, shareOfBytes, samples: 90 })
    return this.#answer(`hotLines ${place.function}`, () => {
      if (place.function?.includes('remember')) return [found(47, 0.92), found(52, 0.08)]
      return place.function?.includes('open') ? [found(19, 0.55), found(23, 0.45)] : []
    })
  }

  #looks = 0
  types() {
    return this.#answer('types', () => {
      const look = this.#looks++
      const { retains } = this.#heaps.options
      const row = (type: string, count: number, bytes: number) =>
        retains ? { type, count, bytes: undefined, retainedBytes: bytes * 3 } : { type, count, bytes }
      return this.#texts({
        atMs: Date.now(),
        about: 'all that the collector keeps track of, with what of theirs it does not',
        rows: [
          row('dict', 58_120 + look * 5812, (13 + look * 2) * MB),
          row('function', 12_000, 2 * MB),
          row('app.cache.Entry', 5812 + look * 5812, MB + look * 300_000),
          row('list', 9000 - look * 20, 800_000 - look * 2000),
          row('tuple', 20_345, 1_400_000),
          ...(look === 0 ? [row('Gone', 3, 144)] : []),
        ],
      })
    })
  }

  holding(type: string, anew = false): Promise<Holding | undefined> {
    return this.#answer(`holding ${type}${anew ? ' anew' : ''}`, () =>
      this.#texts(this.#heaps.options.holding ?? HOLDING),
    )
  }

  collect(generation?: number): Promise<Collected> {
    return this.#answer(`collect ${generation}`, () => ({
      tookMs: 117.4,
      freed: 5812,
      uncollectable: 0,
      before: this.#texts(figuresAt(4)),
      after: this.#texts(figuresAt(1)),
    }))
  }

  collector(): Promise<CollectorState> {
    return this.#answer('collector', () => this.#state)
  }

  setCollector(settings: CollectorSettings): Promise<CollectorState> {
    return this.#answer(`set ${JSON.stringify(settings)}`, () => {
      const {
        enabled = this.#state.enabled,
        thresholds = this.#state.thresholds,
        debug = this.#state.debug,
        frozen,
      } = settings
      const frozenCount = frozen === undefined ? this.#state.frozenCount : frozen ? 204_000 : 0
      this.#state = { enabled, thresholds, debug, frozenCount }
      return this.#state
    })
  }

  events(listener: (collection: Collection) => void): Promise<() => Promise<void>> {
    return this.#answer('events', () => {
      this.#listener = listener
      return async () => {
        this.#listener = undefined
      }
    })
  }

  stacks() {
    return this.#answer('stacks', () =>
      this.#texts([
        {
          name: 'MainThread',
          tid: 771,
          state: 'waiting for a lock',
          frames: [
            { file: '/usr/lib/python3.11/threading.py', line: 320, function: 'wait' },
            { file: '/srv/app/server.py', line: 12, function: '<module>' },
          ],
        },
        {
          name: 'worker-1',
          tid: 772,
          state: undefined,
          frames: [
            { file: '/srv/app/cache.py', line: 41, function: 'remember' },
            { file: '/srv/app/server.py', line: undefined, function: '' },
          ],
        },
        { name: undefined, tid: undefined, state: 'idle', frames: [] },
      ]),
    )
  }

  caches() {
    return this.#answer('caches', () =>
      this.#texts([
        {
          name: 'app.load',
          kind: 'lru_cache',
          entries: 128,
          mostEntries: 128,
          hits: 9120,
          misses: 403,
          bytes: undefined,
        },
        {
          name: 'app.sessions',
          kind: 'WeakValueDictionary',
          entries: 5812,
          mostEntries: undefined,
          hits: undefined,
          misses: undefined,
          bytes: 300_000,
        },
      ]),
    )
  }

  duplicates(anew = false) {
    return this.#answer(`duplicates${anew ? ' anew' : ''}`, () =>
      this.#texts({
        looked: 402_113,
        wastedBytes: 8 * MB,
        about: 'strings and bytes that are held by what the collector keeps track of',
        rows: [
          { text: "'application/json; charset=utf-8'", type: 'str', copies: 58_120, wastedBytes: 5 * MB },
          { text: "b'\\x00\\x00\\x00'", type: 'bytes', copies: 12, wastedBytes: 3 * MB },
        ],
      }),
    )
  }

  cyclic() {
    return this.#answer('cyclic', () =>
      this.#texts({
        unreachable: 1204,
        rows: [
          { type: 'app.Node', count: 1200, bytes: 67_200 },
          { type: 'cell', count: 4, bytes: undefined },
        ],
      }),
    )
  }

  dump(path: string, told: (bytes: number) => void) {
    told(MB)
    return this.#answer(`dump ${path}`, () => ({ path, bytes: 47 * MB }))
  }

  async detach(): Promise<Detached> {
    this.detaches++
    this.#end(undefined)
    const { detaching, left = { restored: ['tracing ended', 'its thread has gone'], leftBehind: [] } } =
      this.#heaps.options
    return await this.#heaps.answer(detaching, () => {
      if (detaching === 'fails') throw new NoAnswer('it was gone')
      return this.#texts(left)
    })
  }

  async #answer<T>(what: string, make: () => T): Promise<T> {
    this.asked.push(what)
    const ability = ABILITY_OF[what.split(' ')[0] ?? '']
    const can = ability === undefined ? undefined : this.abilities[ability]
    if (can === undefined || 'refusal' in can || can.effects.some(effect => !this.#consent.includes(effect)))
      this.unasked.push(what)
    if (this.detaches > 0) this.unasked.push(`${what} after it was left`)
    return await this.#heaps.answer(this.#heaps.options.manner, () => {
      if (this.#heaps.options.manner === 'fails') throw new NoAnswer('not within 3 s')
      return make()
    })
  }

  #texts<T>(value: T): T {
    const { text, sparse } = this.#heaps.options
    if (sparse) return emptied(value) as T
    return text === undefined ? value : (changed(value, text) as T)
  }
}

/** The same without anything in its lists, and nothing known beside. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return []
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'memory' ? {} : emptied(one)]))
}

/** All texts in something changed, and its numbers as they are. */
function changed(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return value.map(one => changed(one, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === 'lines' || key === 'runtime' ? one : changed(one, text)]),
  )
}
