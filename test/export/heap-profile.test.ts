/** Profiles hold what was put into them, and have the shape that V8 gives its own. */
import { Session } from 'node:inspector/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collapsedText } from '../../src/export/collapsed-stacks.ts'
import { type HeapFormat, heapFormatOf, heapLinesPieces, heapSnapshotPieces } from '../../src/export/heap-profile.ts'
import { grownStacks, stacksOf, type WeightedStack } from '../../src/export/heap-stacks.ts'
import { cpuProfileText, heapProfileText } from '../../src/export/v8-profiles.ts'
import type { CodePlace } from '../../src/runtime/allocations.ts'
import { compareAllocations } from '../../src/runtime/compare.ts'
import { memorySnapshotOf } from '../support/address-space.ts'
import { allocationsOf, anyAllocations, anyPlace, traceOf } from '../support/allocations.ts'

interface CallFrame {
  readonly functionName: string
  readonly scriptId: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

interface HeapNode {
  readonly callFrame: CallFrame
  readonly selfSize: number
  readonly id: number
  readonly children: readonly HeapNode[]
}

interface HeapProfile {
  readonly head: HeapNode
  readonly samples: readonly { readonly size: number; readonly nodeId: number; readonly ordinal: number }[]
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: CallFrame
    readonly hitCount: number
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
  readonly startTime: number
  readonly endTime: number
}

const SPAN = { sinceMs: 1000, atMs: 2000 }
const heapProfileOf = (stacks: readonly WeightedStack[]): HeapProfile =>
  JSON.parse([...heapProfileText(stacks, SPAN)].join(''))
const cpuProfileOf = (stacks: readonly WeightedStack[]): CpuProfile => JSON.parse([...cpuProfileText(stacks)].join(''))
const collapsedOf = (stacks: readonly WeightedStack[]): string => [...collapsedText(stacks)].join('')

const anyStacks: fc.Arbitrary<WeightedStack[]> = fc.array(
  fc.record({ frames: fc.array(anyPlace, { minLength: 1, maxLength: 5 }), bytes: fc.nat(5000) }),
  { maxLength: 20 },
)

/** What of a place is in a call frame. */
function frameText({ file, line, function: name }: CodePlace): string {
  const base = file.split('/').at(-1) || '(unknown)'
  return JSON.stringify([name ?? (line === undefined ? base : `${base}:${line}`), file, (line ?? 0) - 1])
}

const callFrameText = ({ functionName, url, lineNumber }: CallFrame) => JSON.stringify([functionName, url, lineNumber])

/** Bytes by way, the outermost frame first; ways of no bytes are left out. */
class Weights extends Map<string, number> {
  weigh(way: readonly string[], bytes: number): void {
    if (bytes > 0) this.set(way.join(' > '), (this.get(way.join(' > ')) ?? 0) + bytes)
  }
}

function weightsOf(stacks: readonly WeightedStack[], name = frameText): Weights {
  const weights = new Weights()
  for (const { frames, bytes } of stacks) weights.weigh(frames.toReversed().map(name), bytes)
  return weights
}

function weightsOfHeap({ head }: HeapProfile): Weights {
  const weights = new Weights()
  const walk = (node: HeapNode, way: readonly string[]): void => {
    weights.weigh(way, node.selfSize)
    for (const child of node.children) walk(child, [...way, callFrameText(child.callFrame)])
  }
  walk(head, [])
  return weights
}

/** The ways to the nodes of a profile, by their ids. */
function waysOf({ nodes }: CpuProfile): Map<number, readonly string[]> {
  const ways = new Map<number, readonly string[]>([[nodes[0]?.id ?? 0, []]])
  // A parent stands before its children, or this would not find its way.
  for (const { id, children = [] } of nodes) {
    for (const child of children) {
      const frame = nodes.find(node => node.id === child)?.callFrame
      if (frame !== undefined) ways.set(child, [...(ways.get(id) ?? []), callFrameText(frame)])
    }
  }
  return ways
}

describe('a heap profile', () => {
  it('has the bytes of each way, and samples that say the same', () => {
    fc.assert(
      fc.property(anyStacks, stacks => {
        const profile = heapProfileOf(stacks)
        expect(weightsOfHeap(profile)).toEqual(weightsOf(stacks))
        const sizes = new Map(profile.samples.map(({ nodeId, size }) => [nodeId, size]))
        const ids: number[] = []
        const walk = ({ id, selfSize, children }: HeapNode): void => {
          ids.push(id)
          expect(sizes.get(id) ?? 0).toBe(selfSize)
          expect(new Set(children.map(child => callFrameText(child.callFrame) + child.callFrame.scriptId)).size).toBe(
            new Set(children.map(child => child.id)).size,
          )
          children.forEach(walk)
        }
        walk(profile.head)
        expect(new Set(ids).size).toBe(ids.length)
        expect(profile.samples.map(({ ordinal }) => ordinal)).toEqual(profile.samples.map((_, i) => i + 1))
      }),
    )
  })

  it('of what V8 itself has sampled is V8’s own tree', async () => {
    const { profile, kept } = await sampledByV8()
    expect(kept).toHaveLength(20_000)
    const stacks: WeightedStack[] = []
    const collect = (node: HeapNode, above: readonly CodePlace[]): void => {
      for (const child of node.children) {
        const { functionName, url, lineNumber } = child.callFrame
        const line = lineNumber < 0 ? undefined : lineNumber + 1
        const frames = [{ file: url, line, function: functionName }, ...above]
        stacks.push({ frames, bytes: child.selfSize })
        collect(child, frames)
      }
    }
    collect(profile.head, [])
    expect(weightsOfHeap(heapProfileOf(stacks))).toEqual(weightsOfHeap(profile))
  })

  it('may be deeper than calls can be', () => {
    const frames = Array.from({ length: 20_000 }, (_, i) => ({ file: 'deep.js', line: i % 7, function: 'down' }))
    const stacks = [{ frames, bytes: 8 }]
    const text = [...heapProfileText(stacks, SPAN)].join('')
    expect(text.match(/"selfSize":8/g)).toHaveLength(1)
    expect(JSON.parse(text).samples).toEqual([{ size: 8, nodeId: 20_001, ordinal: 1 }])
    expect(cpuProfileOf(stacks).nodes).toHaveLength(20_001)
    expect(collapsedOf(stacks).split(';')).toHaveLength(20_000)
  })
})

describe('a CPU profile', () => {
  it('has the bytes of each way, whichever side of its sample a delta is taken for', () => {
    fc.assert(
      fc.property(anyStacks, stacks => {
        const profile = cpuProfileOf(stacks)
        const ways = waysOf(profile)
        expect(ways.size).toBe(profile.nodes.length)
        const [before, after, hits] = [new Weights(), new Weights(), new Weights()]
        for (const [i, id] of profile.samples.entries()) {
          before.weigh(ways.get(id) ?? ['?'], profile.timeDeltas[i] ?? Number.NaN)
          after.weigh(ways.get(id) ?? ['?'], profile.timeDeltas[i + 1] ?? 0)
        }
        for (const { id, hitCount } of profile.nodes) hits.weigh(ways.get(id) ?? ['?'], hitCount)
        const expected = weightsOf(stacks)
        expect(before).toEqual(expected)
        expect(after).toEqual(expected)
        expect(hits).toEqual(expected)
        expect(profile.timeDeltas).toHaveLength(profile.samples.length)
        const total = stacks.reduce((sum, { bytes }) => sum + bytes, 0)
        expect(profile.endTime - profile.startTime).toBe(total)
      }),
    )
  })
})

describe('the shape of profiles', () => {
  const stacks = [
    { frames: [{ file: 'file:///a.js', line: 3, function: 'load' }], bytes: 5 },
    {
      frames: [
        { file: 'file:///a.js', line: 3, function: 'load' },
        { file: 'b.js', line: 1, function: '' },
      ],
      bytes: 6,
    },
  ]

  it('is that of V8’s own', async () => {
    const { profile: heap } = await sampledByV8()
    const { startTime, endTime, ...ours } = { startTime: 0, endTime: 0, ...heapProfileOf(stacks) }
    expect([startTime, endTime]).toEqual([1000, 2000])
    expect(shapeOf(ours)).toEqual(shapeOf(heap))
    const cpu = cpuProfileOf(stacks)
    // How often each line was met is only for what has been sampled by time.
    const real = JSON.parse(JSON.stringify(await timedByV8()), (key, value) =>
      key === 'positionTicks' ? undefined : value,
    )
    expect(shapeOf(cpu)).toEqual(shapeOf(real))
  })

  it('has the root first, and says what it does not know as V8 does', () => {
    const { head } = heapProfileOf(stacks)
    const root = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 }
    expect(head.callFrame).toEqual(root)
    expect(cpuProfileOf(stacks).nodes[0]).toEqual({ id: 1, callFrame: root, hitCount: 0, children: [3, 2] })
    expect(cpuProfileOf([]).nodes).toEqual([{ id: 1, callFrame: root, hitCount: 0, children: [] }])
    const unknown = { file: '/srv/leak.py', line: undefined, function: undefined }
    const frames = [unknown, { ...unknown, line: 7 }].map(place => heapProfileOf([{ frames: [place], bytes: 1 }]))
    expect(frames.map(({ head: { children } }) => children[0]?.callFrame)).toEqual([
      { functionName: 'leak.py', scriptId: '1', url: '/srv/leak.py', lineNumber: -1, columnNumber: -1 },
      { functionName: 'leak.py:7', scriptId: '1', url: '/srv/leak.py', lineNumber: 6, columnNumber: -1 },
    ])
  })
})

describe('collapsed stacks', () => {
  it('have a line for each way with its bytes, which none of its names can be taken for', () => {
    const name = ({ file, line, function: of }: CodePlace): string => {
      const place = line === undefined ? file : `${file}:${line}`
      if (of === undefined) return place || '(unknown)'
      return place === '' ? of || '(anonymous)' : `${of || '(anonymous)'} (${place})`
    }
    fc.assert(
      fc.property(anyStacks, stacks => {
        const weights = new Weights()
        for (const line of collapsedOf(stacks).split('\n').slice(0, -1)) {
          const [, way = '', bytes] = /^(.*)\s+?(\d+(?:\.\d*)?)$/.exec(line) ?? []
          // Where this matches, flamegraph.pl reads two weights.
          expect(way).not.toMatch(/^(.*)\s+?(\d+(?:\.\d*)?)$/)
          weights.weigh(way.split(';'), Number(bytes))
        }
        expect(weights).toEqual(weightsOf(stacks, name))
      }),
    )
  })

  it('have signs in names that would end a frame, a line or a name written out', () => {
    const place = (file: string, name?: string) => ({ file, line: undefined, function: name })
    const frames = [place('/tmp/my file 12'), place('a;b.js', 'x;y'), place('', 'load 5'), place('two\nlines')]
    expect(collapsedOf([{ frames, bytes: 7 }])).toBe(
      'two␊lines;load\\x205;x\\x3by (a\\x3bb.js);/tmp/my file\\x2012 7\n',
    )
  })
})

describe('what a profile is made of', () => {
  const before = allocationsOf([traceOf(100, 1, 'a.js:1 f', 'm.js:1 main'), traceOf(50, 1, 'gone.js:1 g')])
  const after = allocationsOf([
    traceOf(900, 9, 'a.js:1 f', 'm.js:1 main'),
    traceOf(0, 0, 'none.js:1 n'),
    traceOf(30, 1, 'new.js:1 h'),
  ])

  it('is all of a snapshot, or what of it is in a file', () => {
    expect(collapsedOf(stacksOf(after))).toBe('main (m.js:1);f (a.js:1) 900\nh (new.js:1) 30\n')
    expect(collapsedOf(stacksOf(after, '!new'))).toBe('main (m.js:1);f (a.js:1) 900\n')
  })

  it('is what has grown of a comparison, by whole ways, whatever it is grouped by', () => {
    const comparison = compareAllocations(before, after, { by: 'file' })
    expect(collapsedOf(grownStacks(comparison))).toBe('main (m.js:1);f (a.js:1) 800\nh (new.js:1) 30\n')
    const filtered = compareAllocations(before, after, { by: 'file', path: 'new' })
    expect(collapsedOf(grownStacks(filtered))).toBe('h (new.js:1) 30\n')
  })

  it('has the bytes of all traces', () => {
    fc.assert(
      fc.property(anyAllocations, snapshot => {
        const total = snapshot.traces.reduce((sum, { bytes }) => sum + bytes, 0)
        expect(stacksOf(snapshot).reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total)
      }),
    )
  })

  it('is written as the file’s ending says', () => {
    expect(
      ['a.json', 'a.HEAPPROFILE', 'a.b.cpuprofile', 'c.collapsed', 'c.folded', 'json', 'a.svg'].map(heapFormatOf),
    ).toEqual(['json', 'heapprofile', 'cpuprofile', 'collapsed', 'collapsed', undefined, undefined])
    const { host, process } = memorySnapshotOf([])
    const comparison = compareAllocations(before, after, { by: 'line' })
    const told = { comparison, rows: comparison.rows, route: 'inspector', effects: [], leftBehind: [] }
    const begins = (format: HeapFormat) => [
      [...heapSnapshotPieces({ host, process, snapshot: after }, format)].join('').slice(0, 25),
      [...heapLinesPieces(told, format)].join('').slice(0, 25),
    ]
    expect(begins('json')).toEqual(['{"schema":"ntop-heap-snap', '{"schema":"ntop-heap-line'])
    expect(begins('heapprofile')).toEqual(['{"head":{"callFrame":{"fu', '{"head":{"callFrame":{"fu'])
    expect(begins('cpuprofile')).toEqual(['{"nodes":[{"id":1,"callFr', '{"nodes":[{"id":1,"callFr'])
    expect(begins('collapsed')).toEqual(['main (m.js:1);f (a.js:1) ', 'main (m.js:1);f (a.js:1) '])
  })
})

/** The keys of all objects in a document, with the types of their values. */
function shapeOf(value: unknown, at = '', found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (Array.isArray(value)) for (const entry of value) shapeOf(entry, `${at}[]`, found)
  else if (typeof value === 'object' && value !== null) {
    // Nodes in nodes are the same all the way down.
    for (const [key, inner] of Object.entries(value)) shapeOf(inner, `${at}.${key}`.replace('.children[]', ''), found)
  }
  const type = Array.isArray(value) ? 'list' : typeof value
  return found.set(at, new Set([...(found.get(at) ?? []), type]))
}

async function sampledByV8(): Promise<{ readonly profile: HeapProfile; readonly kept: readonly unknown[] }> {
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.enable')
    await session.post('HeapProfiler.startSampling', { samplingInterval: 4096 })
    const kept = Array.from({ length: 20_000 }, (_, i) => ({ i, text: [i, 'kept'] }))
    const { profile } = await session.post('HeapProfiler.stopSampling')
    return { profile: profile as unknown as HeapProfile, kept }
  } finally {
    session.disconnect()
  }
}

async function timedByV8(): Promise<unknown> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 100 })
    await session.post('Profiler.start')
    for (let sum = 0; sum < 3_000_000; sum++) Math.sqrt(sum)
    return (await session.post('Profiler.stop')).profile
  } finally {
    session.disconnect()
  }
}
