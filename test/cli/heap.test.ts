/** `ntop heap` on a program that answers as a test wants it to. */
import { EventEmitter } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/export/describe.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import { abilitiesWith } from '../../src/runtime/detection.ts'
import type { Holding } from '../../src/runtime/holding.ts'
import { dumpAbilityBefore } from '../../src/runtime/node/dump-estimate.ts'
import { type HeapSession, NoAnswer } from '../../src/runtime/session.ts'
import { emptyFolder } from '../config/folder.ts'
import { withOneKeyMore, withoutOneKey } from '../export/mutations.ts'
import {
  ABILITIES,
  COLLECTOR,
  collection,
  detected,
  FIGURES,
  heap,
  PID,
  snapshot,
  trace,
  type World,
} from './fake-heap.ts'

const validate = new Ajv2020({ allErrors: true }).compile(jsonSchema() as object)
const HOSTILE = 'evil\x1b[2J\u202e\n'
const CLEAN = 'evil␛[2J�␊'

const HOLDING: Holding = {
  object: { type: 'dict', address: '0x7f3a', bytes: 232, text: "{'a': 1", references: 3, weakReferences: 1 },
  ofType: 1204,
  chains: [
    {
      links: [
        { by: '.cache', object: { ...nobody('App'), address: '0x7f40' } },
        { by: "['app']", object: nobody('dict') },
      ],
      root: 'module app',
    },
    { links: [{ by: '[3]', object: nobody('list') }], root: undefined },
  ],
  holds: [{ by: "['a']", object: nobody('int') }],
}

function nobody(type: string) {
  return {
    type,
    address: undefined,
    bytes: undefined,
    text: undefined,
    references: undefined,
    weakReferences: undefined,
  }
}

const MAIN = { file: '/srv/main.py', line: undefined, function: `run${HOSTILE}` }
const [MIB, BEFORE, AFTER] = [
  1024 ** 2,
  snapshot({}, trace('/srv/leak.py', 3, 1000, 1, MAIN), trace('/srv/gone.py', 9, 500, 5)),
  snapshot(
    { atMs: 1_010_000, memory: { rssBytes: 50_000_000 + 40 * 1024 ** 2, heapUsedBytes: undefined, nativeBytes: 0 } },
    trace('/srv/leak.py', 3, 1000 + 34 * 1024 ** 2, 1205, MAIN),
    trace('/srv/other.py', 1, 700, 7),
  ),
]

/** A session that gives one snapshot after the other. */
function tracing(over: Partial<HeapSession> = {}, [first, second] = [BEFORE, AFTER]): Partial<HeapSession> {
  let looks = 0
  return {
    tracing: async () => ({
      on: false,
      ours: false,
      frames: undefined,
      tracedBytes: undefined,
      peakBytes: undefined,
      overheadBytes: undefined,
    }),
    startTracing: async () => {},
    stopTracing: async () => {},
    snapshot: async () => (looks++ === 0 ? first : second),
    ...over,
  }
}

const whole = (): Partial<HeapSession> => ({
  ...tracing(),
  types: async () => ({
    atMs: 5,
    about: 'what the collector tracks',
    rows: [
      { type: 'int', count: 3, bytes: undefined },
      { type: HOSTILE, count: 100, bytes: 5000 },
    ],
  }),
  holding: async () => HOLDING,
  collect: async () => ({
    tookMs: 117.4,
    freed: 1000,
    uncollectable: 0,
    before: FIGURES,
    after: { ...FIGURES, figures: [] },
  }),
  collector: async () => COLLECTOR,
  setCollector: async () => ({ ...COLLECTOR, enabled: false }),
  events: async listener => {
    listener(collection())
    listener(collection({ kind: HOSTILE, pauseMs: 90, collected: undefined, uncollectable: undefined }))
    return async () => {}
  },
  stacks: async () => [
    {
      name: 'MainThread',
      tid: 70,
      state: undefined,
      frames: [
        { file: '/srv/leak.py', line: 3, function: 'handler' },
        { file: HOSTILE, line: undefined, function: '' },
      ],
    },
    { name: undefined, tid: undefined, state: 'idle', frames: [] },
  ],
  caches: async () => [
    { name: 'app.load', kind: 'lru_cache', entries: 3, mostEntries: 128, hits: 5, misses: 6, bytes: undefined },
    {
      name: HOSTILE,
      kind: 'WeakValueDictionary',
      entries: 40,
      mostEntries: undefined,
      hits: undefined,
      misses: undefined,
      bytes: 99,
    },
  ],
  duplicates: async () => ({
    about: 'texts that tracked objects refer to',
    looked: 5000,
    wastedBytes: 70_000,
    rows: [
      { text: 'GET', type: 'str', copies: 3, wastedBytes: 104 },
      { text: HOSTILE, type: 'str', copies: 700, wastedBytes: 69_896 },
    ],
  }),
  cyclic: async () => ({ unreachable: 12, rows: [{ type: 'Node', count: 12, bytes: 576 }] }),
  dump: async (path, told) => {
    told(5)
    return { path, bytes: 4096 }
  },
})

/** Each question, and how it is answered in text of 50 cells. */
const TEXTS: Readonly<Record<string, string>> = {
  stats: `70 leak: python 3.11.7
   VALUE  FIGURE
  52,000  objects: that it tracks

  USED  GIVEN  AT MOST  SPACE
  2.9M   4.0M        –  old

  COUNT   OF  COLLECTIONS  FREED  STUCK  GENERATION
     12  700           40  1,234      0  generation 0
`,
  types: `70 leak: python 3.11.7
  what the collector tracks

  SIZE  COUNT  TYPE
  4.9K    100  evil␛[2J�␊
     –      3  int
`,
  'types --for 0.1': `70 leak: python 3.11.7
  what the collector tracks
  counted twice, 0s apart

  no type has more or fewer objects than before
`,
  'lines --for 0.1': `70 leak: python 3.11.7
  by line, in 10s
  RSS grew by 40.0M = traced 34.0M + unexplained
    6.0M

  SIZE  +DIFF  COUNT   +DIFF  WHERE
   34M   +34M  1,205  +1,204  /srv/leak.py:3
  700B  +700B      7      +7  /srv/other.py:1
     0  -500B      0      -5  /srv/gone.py:9
`,
  'lines --for 0.1 --by traceback': `70 leak: python 3.11.7
  by traceback, in 10s
  RSS grew by 40.0M = traced 34.0M + unexplained
    6.0M

  SIZE  +DIFF  COUNT   +DIFF  WHERE
   34M   +34M  1,205  +1,204  /srv/leak.py:3
                                from /srv/main.py…
  700B  +700B      7      +7  /srv/other.py:1
     0  -500B      0      -5  /srv/gone.py:9
`,
  'lines --for 0.1 --by file --path leak': `70 leak: python 3.11.7
  by file, in 10s
  RSS grew by 40.0M = traced 34.0M + unexplained
    6.0M

  SIZE  +DIFF  COUNT   +DIFF  WHERE
   34M   +34M  1,205  +1,204  /srv/leak.py
`,
  'collect 2': `70 leak: python 3.11.7
  took 117ms, freed 1,000 objects, could not free 0
`,
  'referrers dict': `70 leak: python 3.11.7
  one of 1,204: dict at 0x7f3a, 232B, 3
    references, 1 weak one: {'a': 1

  held by
    .cache of App at 0x7f40
    ['app'] of dict
    module app

  held by
    [3] of list
    … and so on

  holds
    ['a'] of int
`,
  stacks: `70 leak: python 3.11.7
  MainThread 70
    /srv/leak.py:3 in handler
    evil␛[2J�␊ in (anonymous)

  thread: idle
    runs nothing of the runtime’s
`,
  'events --for 0.1': `  12:00:00   0.4ms  generation 0, 12 objects freed
  12:00:00    90ms  evil␛[2J�␊
70 leak: python 3.11.7
  2 collections in 0.1s: paused 90ms in all,
    90ms at most
`,
  caches: `70 leak: python 3.11.7
  ENTRIES  AT MOST  HITS  MISSES  SIZE  CACHE
       40        –     –       –   99B  WeakValueDictio…
        3      128     5       6     –  lru_cache app.l…
`,
  duplicates: `70 leak: python 3.11.7
  68K wasted by equal values, of 5,000 looked at
  texts that tracked objects refer to

  WASTED  COPIES  TYPE  VALUE
     68K     700   str  evil␛[2J�␊
    104B       3   str  GET
`,
  cyclic: `70 leak: python 3.11.7
  12 objects that nothing held but they each other

  SIZE  COUNT  TYPE
  576B     12  Node
`,
  collector: `70 leak: python 3.11.7
  COLLECTS  FROZEN  THRESHOLDS  DEBUG  WHEN
       yes       0   700,10,10   none  now
`,
  'collector disable --for 0.1': `70 leak: python 3.11.7
  COLLECTS  FROZEN  THRESHOLDS  DEBUG  WHEN
       yes       0   700,10,10   none  before
        no       0   700,10,10   none  set
       yes       0   700,10,10   none  at the end
`,
  'dump /tmp/some.heapsnapshot': `70 leak: python 3.11.7
  /tmp/some.heapsnapshot has 4.0K
`,
}

const QUESTIONS = Object.keys(TEXTS)

describe('each answer', () => {
  test.each(['', ...QUESTIONS])('%s: is a document that keeps to the schema', async words => {
    const { code, stdout, stderr } = await heap(`${words} --json --yes`, { session: whole() })
    expect([code, stderr]).toEqual([0, words === '' ? '' : 'ntop: undone: its script is gone\n'])
    const document = JSON.parse(stdout) as Json
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    for (const { path, document: less } of withoutOneKey(document)) {
      // Those that are there only where they were asked for.
      if (/\/(?:spanMs|countDiff|sizeDiffBytes)$/.test(path) && words.startsWith('types')) continue
      expect(validate(less), `without ${path}`).toBe(false)
    }
    for (const { path, document: more } of withOneKeyMore(document))
      expect(validate(more), `more at ${path}`).toBe(false)
  })

  test.each(QUESTIONS)('%s: is text that fits, without what the program could do to a terminal', async words => {
    const { code, stdout } = await heap(`${words} --yes`, { session: whole(), width: 50 })
    expect(code).toBe(0)
    // The time of day is a local one, and a wait on a busy machine a long one.
    const steady = stdout
      .replace(/^ {2}\d\d:\d\d:\d\d/gm, '  12:00:00')
      .replace(/collections in [\d.]+s/, 'collections in 0.1s')
    expect(steady).toBe(TEXTS[words])
  })

  test('has who, by which way, with which effects, and what became of these', async () => {
    const detached = { restored: ['one', HOSTILE], leftBehind: ['two'] }
    const { code, stdout, stderr } = await heap('stats --json --yes', { detached })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'ntop-heap-stats/1',
      process: { pid: PID, name: 'leak' },
      runtime: 'python 3.11.7',
      route: 'pending-call',
      effects: ['writes-memory', 'makes-file', 'pause'],
      restored: ['one', HOSTILE],
      leftBehind: ['two'],
      spaces: [{ name: 'old', usedBytes: 3_000_000, committedBytes: 4_194_304, mostBytes: null }],
    })
    expect(stderr).toBe(`ntop: undone: one; ${CLEAN}\nntop: left behind: two\n`)
  })
})

describe('lines', () => {
  test('starts to trace, looks twice, compares, and leaves', async () => {
    const { stdout, done } = await heap('lines --for 0.1 --json --yes --top 2', { session: tracing() })
    expect(done).toEqual(['attach', 'tracing', 'startTracing {"frames":1}', 'snapshot', 'snapshot', 'detach'])
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'ntop-heap-lines/1',
      by: 'line',
      process: { pid: PID, name: 'leak' },
      route: 'pending-call',
      restored: ['its script is gone'],
      wasTraced: false,
      sampledEveryBytes: null,
      places: 3,
      reconciled: {
        rssDiffBytes: 40 * MIB,
        tracedDiffBytes: 34 * MIB + 200,
        nativeDiffBytes: null,
        unexplainedBytes: 6 * MIB - 200,
      },
      rows: [
        { file: '/srv/leak.py', line: 3, function: null, sizeDiffBytes: 34 * MIB, count: 1205, countDiff: 1204 },
        { file: '/srv/other.py', line: 1, sizeBytes: 700, sizeDiffBytes: 700, source: null },
      ],
    })
  })

  test('as text has the line itself below, where it can be read', async () => {
    const { stdout } = await heap('lines --for 0.1 --yes', {
      session: tracing(),
      sourceLine: async ({ file, line }) => (file === '/srv/leak.py' ? `cache.append(${line})` : undefined),
    })
    expect(stdout).toBe(`70 leak: python 3.11.7
  by line, in 10s
  RSS grew by 40.0M = traced 34.0M + unexplained 6.0M

  SIZE  +DIFF  COUNT   +DIFF  WHERE
   34M   +34M  1,205  +1,204  /srv/leak.py:3
                                cache.append(3)
  700B  +700B      7      +7  /srv/other.py:1
     0  -500B      0      -5  /srv/gone.py:9
`)
  })

  test('takes tracing that goes on as it is', async () => {
    const session = tracing({
      tracing: async () => ({
        on: true,
        ours: false,
        frames: 5,
        tracedBytes: 1,
        peakBytes: 2,
        overheadBytes: 3,
      }),
    })
    const { stdout, done } = await heap('lines --for 0.1 --yes', { session })
    expect(done).toEqual(['attach', 'tracing', 'snapshot', 'snapshot', 'detach'])
    expect(stdout).toContain('it was traced before already')
  })

  test('marks estimates, and lines that are those of functions', async () => {
    const sampled = { lines: 'function', sampledEveryBytes: 512 * 1024 } as const
    const session = tracing({}, [
      { ...BEFORE, ...sampled },
      { ...AFTER, ...sampled },
    ])
    const { stdout, done } = await heap('lines --for 0.1 --yes --by traceback --every 32K', { session })
    expect(done).toContain('startTracing {"frames":10,"everyBytes":32768}')
    expect(stdout).toContain('RSS grew by 40.0M = traced about 34.0M + unexplained about 6.0M\n')
    expect(stdout).toContain('estimated: one allocation in about 512K was looked at')
    expect(stdout).toContain('a line is where its function begins')
  })

  test('says that nothing has changed', async () => {
    const { stdout } = await heap('lines --for 0.1 --yes', { session: tracing({}, [BEFORE, BEFORE]) })
    expect(stdout).toContain('nothing that was traced has changed')
  })
})

describe('lines --export', () => {
  test('writes what has grown into a file, in the form that its name tells', async () => {
    const folder = emptyFolder()
    for (const [name, begins] of [
      ['lines.json', '{"schema":"ntop-heap-lines/1"'],
      ['grown.collapsed', '/srv/'],
      ['grown.heapprofile', '{"head":'],
    ] as const) {
      const file = join(folder, name)
      const { code, stderr } = await heap(`lines --for 0.1 --yes --export ${file}`, { session: tracing() })
      expect([code, stderr]).toEqual([0, expect.stringMatching(`^ntop: undone: .*\nntop: ${file} has \\d+`)])
      expect(
        readFileSync(file, 'utf8')
          .replace(/^run.*;/, '')
          .slice(0, begins.length),
        name,
      ).toBe(begins)
    }
    const document = JSON.parse(readFileSync(join(folder, 'lines.json'), 'utf8'))
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(document).toMatchObject({ process: { pid: PID }, restored: ['its script is gone'] })
  })

  test('refuses what it could not write before anything is done, and replaces a file only when told to', async () => {
    const file = join(emptyFolder(), 'lines.json')
    writeFileSync(file, 'precious')
    for (const [words, why] of [
      [`--export ${file}`, 'is there already; --force replaces it'],
      [`--export ${file}.txt`, 'should end in .json, .heapprofile'],
    ]) {
      const session = { startTracing: () => Promise.reject(new Error('it was asked')) }
      await expect(heap(`lines --yes ${words}`, { session })).rejects.toThrow(why)
    }
    expect(readFileSync(file, 'utf8')).toBe('precious')
    expect((await heap(`lines --yes --for 0.1 --export ${file} --force`, { session: tracing() })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('ntop-heap-lines/1')
  })
})

test('what types retain is told where it is known', async () => {
  const rows = [
    { type: 'Leaked', count: 3, bytes: undefined, retainedBytes: 4096 },
    { type: 'Other', count: 4, bytes: undefined, retainedBytes: undefined },
  ]
  const types = async () => ({ atMs: 1, about: 'all', rows })
  const { stdout } = await heap('types --yes', { session: { types } })
  expect(stdout).toContain(`
  RETAINED  SIZE  COUNT  TYPE
         –     –      4  Other
      4.0K     –      3  Leaked
`)
  const { stdout: json } = await heap('types --yes --json', { session: { types } })
  expect(JSON.parse(json)).toMatchObject({ rows: [{ retainedBytes: null }, { retainedBytes: 4096 }] })
})

describe('a dump', () => {
  const dump: HeapSession['dump'] = async path => ({ path, bytes: 4096 })

  test('of a Node is told with what opens it', async () => {
    const { stdout } = await heap('dump /none/a.heapsnapshot --yes', { session: { dump, runtime: 'node' } })
    const opens = '  Chrome and other browsers made from Chromium open it: developer tools, Memory, Load profile'
    expect(stdout.split('\n').slice(1, 3)).toEqual(['  /none/a.heapsnapshot has 4.0K', opens])
    const { stdout: misnamed } = await heap('dump /none/a.json --yes', { session: { dump, runtime: 'node' } })
    expect(misnamed).toContain(`${opens}, once its name ends in .heapsnapshot\n`)
  })

  test('into a file that is there is refused before anything is done', async () => {
    const { code, stdout, stderr, done } = await heap('dump package.json --yes', { session: { dump } })
    expect([code, stdout, done]).toEqual([1, '', []])
    expect(stderr).toBe('ntop: package.json is there already: a heap is written into a new file only\n')
  })

  test('and one more after a while are of one session, and both are told', async () => {
    const words = 'dump /none/a.heapsnapshot /none/b --for 0.1'
    const session = { dump, runtime: 'node' } as const
    const { stdout, done } = await heap(`${words} --yes`, { session })
    expect(done).toEqual(['attach', 'dump "/none/a.heapsnapshot"', 'dump "/none/b"', 'detach'])
    expect(stdout).toContain('\n  /none/a.heapsnapshot has 4.0K\n  /none/b has 4.0K\n')
    expect(stdout).toContain('\n  ntop compare tells what grew between them\n')
    const { stdout: json } = await heap(`${words} --yes --json`, { session })
    const document = JSON.parse(json)
    expect(document).toMatchObject({ path: '/none/a.heapsnapshot', later: { path: '/none/b', sizeBytes: 4096 } })
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect((await heap(words, { session, types: 'n' })).stderr).toContain('\n  mind: the heap is written twice\n')
    const there = await heap('dump /none/a package.json --yes', { session })
    expect([there.code, there.done]).toEqual([1, []])
    expect(there.stderr).toContain('package.json is there already')
  })

  test('for which the memory is not left is said with the figures', async () => {
    const session = {
      dump: async () => {
        throw new NoAnswer('a snapshot of 100M in use may take 2.4G more for a moment, and 1.0G are left')
      },
    }
    const { code, stderr, done } = await heap('dump /none/a --yes', { session })
    expect([code, done]).toEqual([1, ['attach', 'dump "/none/a"', 'detach']])
    expect(stderr).toMatch(/^ntop: dump of 70 leak: a snapshot of 100M in use may take 2\.4G more/)
  })

  test('is agreed to with what it takes of the program', async () => {
    const can = dumpAbilityBefore(40 * 1024 ** 2, 'kept')
    const { stderr, done } = await heap('dump /none/a', { abilities: { ...ABILITIES, dump: can }, session: { dump } })
    expect(done).toEqual([])
    expect(stderr).toContain('\n  - stops it for about 8.0 s\n')
    expect(stderr).toContain(
      '\n  mind: for each MB of its heap it stands still for 8 to 200 ms, and takes 0.4 to 25 MB',
    )
    expect(stderr).toContain('\n  mind: its heap has 40M at most, which would be 8s and 1.0G;')
    expect(stderr).toContain('\n  mind: the file has up to 100M, and holds all texts of the program, secrets too\n')
  })
})

test('types that were looked at twice tell who grew and who is gone', async () => {
  const looks = [
    {
      atMs: 0,
      about: 'all',
      rows: [
        { type: 'a', count: 5, bytes: 50 },
        { type: 'b', count: 2, bytes: 20 },
      ],
    },
    {
      atMs: 1500,
      about: 'all',
      rows: [
        { type: 'a', count: 9, bytes: 90 },
        { type: 'c', count: 1, bytes: undefined },
      ],
    },
  ]
  const types = async () => {
    const next = looks.shift()
    if (next === undefined) throw new Error('looked at thrice')
    return next
  }
  const { stdout } = await heap('types --for 0.1 --json --yes', { session: { types } })
  expect(JSON.parse(stdout)).toMatchObject({
    spanMs: 1500,
    types: 3,
    rows: [
      { type: 'a', count: 9, countDiff: 4, sizeBytes: 90, sizeDiffBytes: 40 },
      { type: 'b', count: 0, countDiff: -2, sizeBytes: 0, sizeDiffBytes: -20 },
      { type: 'c', count: 1, countDiff: 1, sizeBytes: null, sizeDiffBytes: null },
    ],
  })
})

test('a setting of a collector holds while it is watched', async () => {
  const { done, consent } = await heap('collector threshold 5,5,5 --for 0.1 --yes', { session: whole() })
  expect(done).toEqual(['attach', 'collector', 'setCollector {"thresholds":[5,5,5]}', 'collector', 'detach'])
  expect(consent).toContain('changes-collector')
  expect((await heap('collector --yes', { session: whole() })).consent).not.toContain('changes-collector')
})

describe('without a word', () => {
  test('it is told what runs it, what is seen, and what can be asked; nothing is touched', async () => {
    const abilities = abilitiesWith(
      { refusal: 'not of this one' },
      { ...only('stats', 'allocations'), passive: { effects: [] } },
    )
    const { code, stdout, stderr, done } = await heap('', { abilities, width: 72 })
    expect([code, stderr, done]).toEqual([0, '', []])
    expect(stdout).toBe(`70 leak: python 3.11.7
   VALUE  FIGURE
  52,000  objects: that it tracks

  USED  GIVEN  AT MOST  SPACE
  2.9M   4.0M        –  old

  COUNT   OF  COLLECTIONS  FREED  STUCK  GENERATION
     12  700           40  1,234      0  generation 0

  ntop heap 70 WHAT asks it. For any of these, ntop
  - makes a file that it reads, and removes it again
  - writes into its memory, so that it calls something

  stats       what the runtime itself tells of its memory
              stops it for about 1 ms
  lines       which code allocates what stays, for --for
              makes it slower as long as this lasts; stops it for
                about 1.2 s [1]

  [1] it waits for a safe point

  cannot be had
  types, collect, referrers, stacks, events, caches, duplicates,
    cyclic, collector, dump: not of this one
`)
  })

  test('of what is left alone it is said why, and where to look', async () => {
    const found = { runtime: 'go', why: 'Go tells nothing' }
    const { code, stdout } = await heap('', { found })
    expect([code, stdout]).toEqual([
      0,
      `70 leak: go\n  Go tells nothing\n  ${'ntop inspect 70 tells from its maps where its memory lies; ntop snapshot and compare, what of it grows'}\n`,
    ])
    const json = await heap('--json', { found })
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'ntop-heap/1', runtime: 'go', seen: null, can: [] })
  })

  test('why nothing is seen is told in its place', async () => {
    const abilities = { ...ABILITIES, passive: { refusal: 'shows nothing' } }
    const found = { detection: detected(abilities), seen: { why: 'not seen' } }
    expect((await heap('', { found })).stdout).toContain('70 leak: python 3.11.7\n  shows nothing\n')
  })
})

function only(...names: readonly (keyof typeof ABILITIES)[]) {
  return Object.fromEntries(names.map(name => [name, ABILITIES[name]]))
}

describe('consent', () => {
  const EFFECTS = `ntop: lines of 70 leak (python 3.11.7): for this, ntop
  - makes a file that it reads, and removes it again
  - writes into its memory, so that it calls something
  - makes it slower as long as this lasts
  - stops it for about 1.2 s
  mind: it waits for a safe point
`

  test('without a terminal nothing is done, and what would be is said', async () => {
    const { code, stdout, stderr, done } = await heap('lines')
    expect([code, stdout, done]).toEqual([1, '', []])
    expect(stderr).toBe(
      `${EFFECTS}ntop: nothing was done: there is no terminal to ask on; --yes agrees to all of this\n`,
    )
  })

  test.each(['', 'n', 'no', 'yesterday', 'ja', 'y y', '\x03'])('%j on a terminal is no', async types => {
    const { code, stdout, stderr, done } = await heap('lines', { types })
    expect([code, stdout, done]).toEqual([1, '', []])
    expect(stderr).toBe(`${EFFECTS}ntop: do it? [y/N] ntop: nothing was done\n`)
  })

  test.each(['y', 'Y', 'yes', ' YES '])('%j is yes, to just what was said', async types => {
    const { code, stderr, consent } = await heap('lines --for 0.1', { types, session: tracing() })
    expect(code).toBe(0)
    expect(stderr).toContain(EFFECTS)
    expect([...(consent ?? [])].sort()).toEqual(['makes-file', 'pause', 'slows', 'writes-memory'])
  })

  test('--yes agrees to the same, unasked', async () => {
    const { code, stderr, consent } = await heap('lines --yes --for 0.1', { session: tracing() })
    expect([code, stderr]).toEqual([0, 'ntop: undone: its script is gone\n'])
    expect([...(consent ?? [])].sort()).toEqual(['makes-file', 'pause', 'slows', 'writes-memory'])
  })

  test('is not asked for where nothing is touched', async () => {
    const { code, consent } = await heap('stats', { abilities: { ...ABILITIES, stats: { effects: [] } } })
    expect([code, consent]).toEqual([0, []])
  })
})

describe('what is refused', () => {
  const complaint = async (words: string, world: World = {}) => {
    const { code, stdout, stderr, done } = await heap(words, world)
    expect([code, stdout, done]).toEqual([1, '', []])
    return stderr
  }

  test('an ability, with its reason', async () => {
    const abilities = { ...ABILITIES, dump: { refusal: 'it has no room' } }
    expect(await complaint('dump file --yes', { abilities })).toBe(
      'ntop: dump of 70 leak (python 3.11.7) cannot be had: it has no room\n',
    )
  })

  test('a runtime that is left alone, with where to look instead', async () => {
    expect(await complaint('stats --yes', { found: { runtime: 'bun', why: 'Bun may end of it' } })).toBe(
      'ntop: 70 leak (bun): Bun may end of it; ntop inspect 70 tells from its maps where its memory lies; ntop snapshot and compare, what of it grows\n',
    )
    expect(await complaint('stats --yes', { found: { runtime: undefined, why: 'nothing runs it' } })).toMatch(
      /^ntop: 70 leak: nothing runs it; ntop inspect 70 /,
    )
  })

  test('another source, another tree, and nobody', async () => {
    expect(await complaint('stats', { source: { files: undefined } })).toBe(
      'ntop: process 70 cannot be asked: only the Linux source tells of the heaps of programs; this is the portable one\n',
    )
    expect(await complaint('stats --yes --procfs /elsewhere')).toBe(
      'ntop: process 70 cannot be asked: not with --procfs: these are not the processes of this system\n',
    )
    const scan = (await import('../export/moments.ts')).sample
    expect(await complaint('stats', { source: { scan: async () => scan(0, []) } })).toBe('ntop: no process 70\n')
  })

  test('attaching that fails, with what was undone and what was not', async () => {
    const notAttached = { failed: `it is stopped${HOSTILE}`, restored: ['a file is gone'], leftBehind: ['a signal'] }
    const { code, stdout, stderr, done } = await heap('stats --yes', { notAttached })
    expect([code, stdout, done]).toEqual([1, '', ['attach']])
    expect(stderr).toBe(
      `ntop: 70 leak: it is stopped${CLEAN}\nntop: undone: a file is gone\nntop: left behind: a signal\n`,
    )
  })
})

describe('what was begun in vain and may yet happen', () => {
  const failed = { failed: 'nothing opened', restored: [], leftBehind: ['a signal was sent'] }

  test('is waited for, so that it is undone', async () => {
    const later = Promise.resolve({ restored: ['it opened late, and is closed'], leftBehind: [] })
    const { code, stderr } = await heap('stats --yes', { notAttached: { ...failed, later } })
    expect([code, stderr]).toEqual([
      1,
      `ntop: 70 leak: nothing opened
ntop: left behind: a signal was sent
ntop: waiting for that, 60 seconds at most; Ctrl-C twice leaves at once
ntop: undone: it opened late, and is closed
`,
    ])
  })

  test('is not waited for where somebody else sees to it', async () => {
    const later = new Promise<never>(() => {})
    const { code, stderr } = await heap('stats --yes', { notAttached: { ...failed, later, isSeenTo: true } })
    expect([code, stderr]).toEqual([1, 'ntop: 70 leak: nothing opened\nntop: left behind: a signal was sent\n'])
  })

  test('is left behind only at the second signal', async () => {
    const onSay = (text: string, signals: EventEmitter) => {
      if (!text.includes('waiting for that')) return
      signals.emit('SIGINT')
      setImmediate(() => signals.emit('SIGINT'))
    }
    const later = new Promise<never>(() => {})
    const { code, stderr } = await heap('stats --yes', { notAttached: { ...failed, later }, onSay })
    expect(code).toBe(130)
    expect(stderr).toMatch(/\nntop: left behind: it may still happen, and then nobody undoes it\n$/)
  })
})

describe('it is left as it was found, also where', () => {
  const DETACHED = 'ntop: undone: its script is gone\n'
  /** Lets go on what waits, until it holds still. */
  const never = new Promise<never>(() => {})

  test('it does not answer', async () => {
    const stats = async () => {
      throw new NoAnswer('late')
    }
    const { code, stdout, stderr, done } = await heap('stats --yes', { session: { stats } })
    expect([code, stdout, done]).toEqual([1, '', ['attach', 'stats', 'detach']])
    expect(stderr).toBe(`ntop: stats of 70 leak: late\n${DETACHED}`)
  })

  describe('no type has the name', () => {
    const named = (...names: readonly string[]) => ({
      holding: async (type: string) => (names.includes(type) ? HOLDING : undefined),
      typeNames: async () => names,
    })

    test('but one that ends so: that is taken, and said', async () => {
      const session = named('__main__.Point', 'app.Session')
      const { code, stdout, done } = await heap('referrers Point --yes', { session })
      expect([code, done]).toEqual([
        0,
        ['attach', 'holding "Point"', 'typeNames', 'holding "__main__.Point"', 'detach'],
      ])
      expect(stdout).toContain('\n  no type is called Point; only __main__.Point ends so\n  one of 1,204: ')
      const exact = await heap('referrers __main__.Point --yes', { session })
      expect(exact.done).not.toContain('typeNames')
    })

    test.each([
      ['Point', '; did you mean app.Point or geo.Point?'],
      ['Sesion', '; did you mean app.Session?'],
      ['Elephant', ''],
    ])('and %s: it is told what may be meant', async (word, hint) => {
      const session = named('app.Point', 'geo.Point', 'app.Session')
      const { code, stderr } = await heap(`referrers ${word} --yes`, { session })
      expect([code, stderr]).toEqual([
        1,
        `ntop: referrers of 70 leak: there is no object of the type ${word}${hint}\n${DETACHED}`,
      ])
    })

    test('and names cannot be had: that is all that is said', async () => {
      const typeNames = async () => {
        throw new NoAnswer('late')
      }
      const { stderr } = await heap('referrers Point --yes', { session: { ...named(), typeNames } })
      expect(stderr).toContain('there is no object of the type Point\n')
    })
  })

  test('there is no object of the type, or nothing that can do it', async () => {
    const none = await heap('referrers Nobody --yes', { session: { holding: async () => undefined } })
    expect([none.code, none.stderr]).toEqual([
      1,
      `ntop: referrers of 70 leak: there is no object of the type Nobody\n${DETACHED}`,
    ])
    for (const words of QUESTIONS.slice(1)) {
      const { code, done } = await heap(`${words} --yes`)
      expect([code, done], words).toEqual([1, ['attach', 'detach']])
    }
  })

  test('something unforeseen happens', async () => {
    const stats = async () => {
      throw new Error('a mistake of ours')
    }
    const done: string[] = []
    const detach = async () => {
      done.push('detached')
      return { restored: [], leftBehind: [] }
    }
    await expect(heap('stats --yes', { session: { stats, detach } })).rejects.toThrow('a mistake of ours')
    expect(done).toEqual(['detached'])
  })

  test('it ends meanwhile, while it waits or answers', async () => {
    let end: (reason: string) => void = () => {}
    const ended = new Promise<string>(resolve => {
      end = resolve
    })
    const session = tracing({
      ended,
      snapshot: async () => {
        setImmediate(() => end('the program ends'))
        return BEFORE
      },
    })
    const { code, stderr, done } = await heap('lines --for 60 --yes', { session })
    expect([code, done.at(-1)]).toEqual([1, 'detach'])
    expect(stderr).toBe(`ntop: lines of 70 leak: the program ends\n${DETACHED}`)
    const silent = await heap('stats --yes', { session: { ended: Promise.resolve('gone'), stats: () => never } })
    expect([silent.code, silent.stderr]).toEqual([1, `ntop: stats of 70 leak: gone\n${DETACHED}`])
  })

  test('detaching fails', async () => {
    const detach = async () => {
      throw new NoAnswer('it went away')
    }
    const { code, stderr } = await heap('stats --yes', { session: { detach } })
    expect([code, stderr]).toEqual([
      0,
      'ntop: left behind: it went away: what was done to it undoes itself within some seconds\n',
    ])
  })

  test('nobody reads any more', async () => {
    const { code, done } = await heap('stats --yes', { stdoutClosed: true })
    expect([code, done]).toEqual([0, ['attach', 'stats', 'detach']])
  })

  test('nobody reads its events any more: that ends the wait', async () => {
    const events: HeapSession['events'] = async listener => {
      setImmediate(() => listener(collection()))
      return async () => {}
    }
    const { code, done } = await heap('events --for 60 --yes', { stdoutClosed: true, session: { events } })
    expect([code, done]).toEqual([0, ['attach', 'events', 'detach']])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ])('%s comes while it answers', async (name, code) => {
    const signals = new EventEmitter()
    const stats = () => {
      setImmediate(() => signals.emit(name))
      return never
    }
    expect(await heap('stats --yes', { session: { stats } }, signals)).toEqual({
      code,
      stdout: '',
      stderr: DETACHED,
      done: ['attach', 'stats', 'detach'],
      consent: ['writes-memory', 'makes-file', 'pause'],
      listening: [],
    })
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s comes while it waits', async (name, code) => {
    const onSay = (text: string, signals: EventEmitter) => {
      if (text.includes('tracing for')) setImmediate(() => signals.emit(name))
    }
    const ran = await heap('lines --for 60', { types: 'y', session: tracing(), onSay })
    expect([ran.code, ran.stdout, ran.done.at(-1)]).toEqual([code, '', 'detach'])
  })

  test('Ctrl-C ends the wait early: it still compares', async () => {
    const onSay = (text: string, signals: EventEmitter) => {
      if (text.includes('tracing for 1m 00s; Ctrl-C ends it early')) setImmediate(() => signals.emit('SIGINT'))
    }
    const { code, stdout, done } = await heap('lines --for 60', { types: 'y', session: tracing(), onSay })
    expect([code, done.slice(-3)]).toEqual([0, ['snapshot', 'snapshot', 'detach']])
    expect(stdout).toContain('/srv/leak.py:3')
  })

  test('a signal comes while it is asked for, or while it attaches', async () => {
    const asked = await heap('stats', {
      types: never,
      onSay: (text, signals) => {
        if (text.includes('[y/N]')) setImmediate(() => signals.emit('SIGINT'))
      },
    })
    expect([asked.code, asked.done]).toEqual([130, []])
    const signals = new EventEmitter()
    const given = { failed: 'given up', restored: ['its port is closed'], leftBehind: [] }
    const world: World = {
      get notAttached() {
        signals.emit('SIGTERM')
        return given
      },
    }
    const { code, stderr } = await heap('stats --yes', world, signals)
    expect([code, stderr]).toEqual([143, 'ntop: undone: its port is closed\n'])
  })

  test('but a second signal leaves at once, and says so', async () => {
    const signals = new EventEmitter()
    const stats = () => {
      setImmediate(() => signals.emit('SIGINT'))
      return never
    }
    const detach = () => {
      setImmediate(() => signals.emit('SIGINT'))
      return never
    }
    const { code, stderr } = await heap('stats --yes', { session: { stats, detach } }, signals)
    expect([code, stderr]).toEqual([130, 'ntop: left at once: what was done to it undoes itself within some seconds\n'])
  })
})
