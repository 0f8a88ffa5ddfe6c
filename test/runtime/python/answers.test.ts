/** What comes from a program is foreign: whatever it says, nothing but sound figures and clean texts come of it. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { clean } from '../../../src/model/text.ts'
import { pythonAbilities } from '../../../src/runtime/python/abilities.ts'
import { AGENT_TEXT } from '../../../src/runtime/python/agent/text.ts'
import {
  collectedOf,
  collectionsOf,
  collectorOf,
  figuresOf,
  generationNames,
} from '../../../src/runtime/python/answers/collector.ts'
import { holdingOf } from '../../../src/runtime/python/answers/holding.ts'
import { cachesOf, cyclicOf, duplicatesOf, typesOf } from '../../../src/runtime/python/answers/objects.ts'
import { snapshotOf, stacksOf, tracingOf } from '../../../src/runtime/python/answers/tracing.ts'
import { type AgentLine, helloOf, pythonAnswers } from '../../../src/runtime/python/answers.ts'
import { type Collection, NoAnswer } from '../../../src/runtime/session.ts'

const VERSION = '3.13.0'
const MOMENT = { version: VERSION, atMs: 5000, tracedSinceMs: 4000, rssBytes: 1 << 20 }
const STATS = {
  count: [12, 3, 0],
  stats: [
    { collections: 20, collected: 30, uncollectable: 0 },
    { collections: 1, collected: 70, uncollectable: 0 },
    { collections: 2, collected: 68, uncollectable: 1 },
  ],
  thresholds: [700, 10, 10],
  enabled: true,
  frozen: 3,
  blocks: 33_394,
  traced: [10, 20],
}
const OBJECT = { type: 'app.Thing', address: 0x7f00_1234, bytes: 48, text: 'a', references: 1, weakReferences: 0 }
const TRACING = { on: true, ours: true, frames: 1, tracedBytes: 10, peakBytes: 20, overheadBytes: 30 }

/** A parser, and what it is made for. */
const PARSERS: Readonly<Record<string, readonly [parse: (value: unknown) => unknown, sound: unknown]>> = {
  hello: [helloOf, { version: VERSION, pid: 5, implementation: 'cpython', toolkits: ['_tkinter'] }],
  stats: [value => figuresOf(value, VERSION), STATS],
  collect: [
    value => collectedOf(value, VERSION, 1),
    { tookMs: 0.5, unreachable: 4, before: STATS, after: structuredClone(STATS) },
  ],
  collector: [collectorOf, { enabled: true, frozen: 0, thresholds: [700, 10, 10], debug: ['stats'] }],
  collections: [value => collectionsOf(value, VERSION, 1e6), { rows: [[2, 1.5, 0.8, 58, 0]] }],
  tracing: [tracingOf, TRACING],
  snapshot: [
    value => snapshotOf(value, MOMENT),
    {
      tracing: TRACING,
      files: ['a.py', 'b.py'],
      rows: [
        [100, 2, [0, 12, 1, 3]],
        [5, 1, [1, 0]],
      ],
      others: [7, 3],
    },
  ],
  stacks: [stacksOf, { rows: [{ name: 'MainThread', tid: 12, frames: [['a.py', 5, 'main']] }] }],
  types: [value => typesOf(value, 5), { rows: [['dict', 7, 464]], types: 1, frozen: 0 }],
  caches: [
    cachesOf,
    {
      rows: [
        { name: 'a.f', kind: 'lru_cache', type: 'x', entries: 5, most: null, hits: 1, misses: 2, bytes: 100 },
        { name: null, kind: 'WeakSet', type: '_weakrefset.WeakSet', entries: 5, most: null, hits: null, bytes: 7 },
      ],
    },
  ],
  duplicates: [duplicatesOf, { rows: [['text', 'str', 3, 100]], looked: 9, wasted: 100, all: true }],
  cyclic: [cyclicOf, { rows: [['app.Node', 20]], dictsOrTuples: 20, unreachable: 40 }],
  holding: [
    holdingOf,
    {
      object: OBJECT,
      ofType: 7,
      chains: [{ links: [{ by: '[3]', object: OBJECT }], root: 'module app' }],
      holds: [{ by: '.text', object: { ...OBJECT, text: null } }],
    },
  ],
}

/** Every text and number in it, at whatever depth. */
function leaves(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(leaves)
}

/** The same with another value at some place. */
function mutated(value: unknown, path: readonly number[], other: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return other
  const names = Object.keys(value)
  const name = names[step % Math.max(1, names.length)]
  if (name === undefined) return other
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  copy[name] = mutated(copy[name], rest, other)
  return copy
}

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(-1, 0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, '', [], {}, true),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u001b[2J\u202e', 'x'.repeat(100_000), '__proto__', { length: 5 }),
)

function expectSound(answer: unknown): void {
  for (const leaf of leaves(answer)) {
    if (typeof leaf === 'string') {
      expect(leaf).toBe(clean(leaf))
      expect(leaf.length).toBeLessThan(10_000)
    }
    if (typeof leaf === 'number') {
      expect(Number.isFinite(leaf)).toBe(true)
      expect(leaf).toBeGreaterThanOrEqual(0)
    }
  }
}

describe.each(Object.entries(PARSERS))('what is answered to %s', (_, [parse, sound]) => {
  it('is taken as it is meant', () => {
    const answer = parse(sound)
    expect(answer).toBeDefined()
    expectSound(answer)
  })

  it('is refused, or nothing bad comes of it, whatever it is', () => {
    const check = (value: unknown): void => {
      try {
        expectSound(parse(value))
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
      }
    }
    fc.assert(fc.property(hostile, check))
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 1, maxLength: 6 }), hostile, (path, other) => {
        check(mutated(sound, path, other))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the code that answers', () => {
  it('is what every Python takes, in whatever encoding it reads it', () => {
    expect(AGENT_TEXT).toMatch(/^[\n\x20-\x7e]+$/)
    // Nothing of it stays in what the program knows of.
    expect(AGENT_TEXT.match(/^\s*(?:import|from) .*$/gm)).toEqual(['import sys'])
  })
})

describe('generations', () => {
  it('are named as the version has them', () => {
    const three = ['generation 0', 'generation 1', 'generation 2']
    for (const version of ['3.9.18', '3.13.0', '3.14.5', '3.14.10', '3.14.40', '3.15.0']) {
      expect(generationNames(version), version).toEqual(three)
    }
    for (const version of ['3.14.0', '3.14.0rc2', '3.14.4']) {
      expect(generationNames(version)[0], version).toBe('young')
    }
  })
})

describe('what is asked', () => {
  const options = { version: VERSION, rssBytes: () => Promise.resolve(undefined), ended: new Promise(() => {}) }

  it('says why it is not answered in its own words', async () => {
    const line: AgentLine = { request: () => Promise.reject(new NoAnswer('ValueError: allocations are not traced')) }
    const answers = pythonAnswers({ ...options, line, now: () => 5 })
    await expect(answers.tracing()).rejects.toEqual(new NoAnswer('allocations are not traced'))
  })

  it('tells since when it is traced', async () => {
    let now = 1000
    const [, snapshot] = PARSERS['snapshot'] ?? []
    const line: AgentLine = { request: call => Promise.resolve(call === 'snapshot' ? snapshot : TRACING) }
    const answers = pythonAnswers({ ...options, line, now: () => now })
    await answers.startTracing({ frames: 1, everyBytes: 0 })
    now = 5000
    const { tracedSinceMs, atMs, traces, peakBytes } = await answers.snapshot()
    expect([tracedSinceMs, atMs, peakBytes]).toEqual([1000, 5000, 20])
    expect(traces).toEqual([
      {
        frames: [
          { file: 'a.py', line: 12, function: undefined },
          { file: 'b.py', line: 3, function: undefined },
        ],
        bytes: 100,
        count: 2,
      },
      { frames: [{ file: 'b.py', line: undefined, function: undefined }], bytes: 5, count: 1 },
      { frames: [{ file: '<others>', line: undefined, function: undefined }], bytes: 7, count: 3 },
    ])
    now = 6000
    await answers.clearTraces()
    expect((await answers.snapshot()).tracedSinceMs).toBe(6000)
  })

  it('is asked for collections as long as somebody listens, and through failures', async () => {
    const calls: string[] = []
    let polls = 0
    const line: AgentLine = {
      request: (call, args) => {
        calls.push(`${call} ${JSON.stringify(args)}`)
        if (call !== 'collections') return Promise.resolve({ on: true })
        polls++
        if (polls === 1) return Promise.reject(new NoAnswer('late'))
        return Promise.resolve({ rows: polls === 2 ? [[1, 100, 3, 4, 0]] : [] })
      },
    }
    let end: (reason: undefined) => void = () => {}
    const ended = new Promise(resolve => {
      end = resolve
    })
    const answers = pythonAnswers({ ...options, line, ended, now: () => 1000, pollMs: 1 })
    const heard: Collection[] = []
    const stop = await answers.events(collection => heard.push(collection))
    await vi.waitFor(() => expect(polls).toBeGreaterThan(3))
    expect(heard).toEqual([{ atMs: 900, kind: 'generation 1', pauseMs: 3, collected: 4, uncollectable: 0 }])
    await stop()
    await stop()
    expect(calls.filter(call => call.startsWith('events'))).toEqual(['events {"on":true}', 'events {"on":false}'])
    vi.useFakeTimers()
    try {
      const before = polls
      await answers.events(() => {})
      await vi.advanceTimersByTimeAsync(1)
      expect(polls).toBe(before + 1)
      end(undefined)
      await vi.advanceTimersByTimeAsync(1000)
      expect(polls).toBe(before + 1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('abilities', () => {
  it('have the effects of getting in, and their own', () => {
    const abilities = pythonAbilities({ attach: ['runs-code', 'pause'], objects: 1_000_000 })
    expect(abilities.stats).toEqual({ effects: ['runs-code', 'pause'] })
    expect(abilities.collect).toMatchObject({ effects: ['runs-code', 'pause', 'collects'], estimatedPauseMs: 300 })
    expect(abilities.passive).toEqual({ effects: [] })
    expect(abilities.dump).toHaveProperty('refusal')
    expect(pythonAbilities({ attach: [], objects: undefined }).collect).not.toHaveProperty('estimatedPauseMs')
  })

  it('are refused where a thread of ours may free nothing', () => {
    const abilities = pythonAbilities({ attach: ['runs-code'], objects: 5, toolkits: ['_tkinter'] })
    for (const ability of ['types', 'referrers', 'collect', 'caches', 'duplicates', 'cyclic'] as const) {
      expect(abilities[ability]).toEqual({ refusal: expect.stringContaining('_tkinter') })
    }
    expect(abilities.allocations).toHaveProperty('effects')
  })
})
