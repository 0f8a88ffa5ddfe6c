/** What runs in a program, asked in a real one by each Python of this machine, held against what that says itself. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AnswersOptions, helloOf, type PythonAnswers, pythonAnswers } from '../../../src/runtime/python/answers.ts'
import type { Collection } from '../../../src/runtime/session.ts'
import { Asked, PROGRAM } from './asked.ts'
import { type Python, pythons } from './pythons.ts'

const found = pythons().filter(({ isUsual, minor }) => isUsual && minor >= 9)
const RSS = 123_456_789
const NEVER = new Promise<never>(() => {})
const lines = readFileSync(PROGRAM, 'utf8').split('\n')
const lineWith = (text: string): number => lines.findIndex(line => line.includes(text)) + 1
const LEAK = lineWith('# the leak')

const programs: Asked[] = []
afterEach(() => {
  for (const program of programs.splice(0)) program.kill()
})

async function start({ program, version }: Python, options?: readonly string[], words?: readonly string[]) {
  const asked = await Asked.start(program, options, words)
  programs.push(asked)
  const rest: Omit<AnswersOptions, 'line'> = {
    version,
    rssBytes: () => Promise.resolve(RSS),
    now: () => 1_000_000,
    ended: NEVER,
    pollMs: 5,
  }
  return { asked, answers: pythonAnswers({ line: asked, ...rest }) }
}

/** What is set and kept globally in the program. */
const state = (asked: Asked): Promise<unknown> => asked.program('state()')
const called = (asked: Asked): Promise<unknown> => asked.program('CALLED')

/** Everything that can be asked, once. */
async function askAll(asked: Asked, answers: PythonAnswers): Promise<void> {
  await asked.request('hello')
  await answers.stats()
  await answers.startTracing({ frames: 2, everyBytes: 0 })
  await answers.tracing()
  await answers.snapshot()
  await answers.resetPeak()
  await answers.clearTraces()
  await answers.stopTracing()
  await answers.types()
  await (await answers.events(() => {}))()
  await answers.collect(0)
  await answers.collect()
  await answers.collector()
  await answers.stacks()
  await answers.caches()
  await answers.duplicates()
  await answers.cyclic()
  for (const type of ['Leaked', 'Kept', 'InDict', 'InClosure', 'InFunction', 'Evil', 'EvilDict', 'EvilModule']) {
    await answers.holding(`__main__.${type}`)
  }
}

it('there is a Python to ask', () => {
  expect(found.length).toBeGreaterThan(0)
})

describe.each(found)('Python $version', python => {
  it('says who it is', async () => {
    const { asked } = await start(python)
    expect(helloOf(await asked.request('hello'))).toEqual({
      version: python.version,
      pid: asked.pid,
      implementation: 'cpython',
      toolkits: [],
    })
  })

  it('tells the figures of its collector as it does itself', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.set_threshold(100000, 7, 3)')
    await asked.program('[cycle() for _ in range(100)] and gc.collect(0) and gc.collect(1) and gc.collect()')
    const stats = await answers.stats()
    expect(stats.collects).toBe(true)
    expect(stats.version).toBe(python.version)
    const told = (await asked.program(
      '[gc.get_stats(), gc.get_threshold(), gc.get_count(), gc.get_freeze_count()]',
    )) as [Record<string, number>[], number[], number[], number]
    expect(
      stats.generations.map(({ collections, collected, uncollectable }) => ({ collections, collected, uncollectable })),
    ).toEqual(told[0])
    expect(stats.generations.map(({ threshold }) => threshold)).toEqual(told[1])
    expect(stats.generations.slice(1).map(({ count }) => count)).toEqual(told[2].slice(1))
    expect(stats.generations.map(({ name }) => name)).toEqual(['generation 0', 'generation 1', 'generation 2'])
    const figures = Object.fromEntries(stats.figures.map(({ name, value }) => [name, value]))
    expect(figures['frozen objects']).toBe(told[3])
    expect(figures['allocated blocks']).toBeGreaterThan(10_000)
    expect(figures['traced memory']).toBeUndefined()
    await asked.program('gc.disable()')
    expect((await answers.stats()).collects).toBe(false)
  })

  it('counts its objects by type as it does itself, and nothing of ours', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.collect()')
    const { rows, about } = await answers.types()
    expect(about).toContain('strings')
    const types = new Map(rows.map(({ type, count, bytes }) => [type, [count, bytes]]))
    const without = (await asked.program('BEFORE')) as Record<string, [number, number]>
    // What the program has made since, to be asked and to answer.
    const more = ['list', 'tuple', 'function', 'cell', 'frame', 'generator', 'dict', 'builtin_function_or_method']
    const theirs = Object.entries(without).filter(([type]) => !more.includes(type) && !/Evil|Meta$/.test(type))
    expect(theirs.length).toBeGreaterThan(60)
    for (const [type, told] of theirs) expect([type, types.get(type)]).toEqual([type, told])
    for (const type of ['function', 'dict']) {
      const [count = 0] = types.get(type) ?? []
      expect(Math.abs((count ?? 0) - (without[type]?.[0] ?? 0)), type).toBeLessThan(10)
    }
    expect(types.get('__main__.Leaked')?.[0]).toBe(7)
    expect(types.get('__main__.Evil')?.[0]).toBe(2)
    // Of the dictionary that it is, as its own __sizeof__ is not called.
    expect(types.get('__main__.EvilDict')?.[1]).toBeGreaterThan(100)
  })

  it('names the line that leaks, with what tracemalloc tells of it', async () => {
    const { asked, answers } = await start(python)
    expect(await answers.tracing()).toMatchObject({ on: false, ours: false, tracedBytes: undefined })
    await expect(answers.snapshot()).rejects.toThrow('allocations are not traced')
    await answers.startTracing({ frames: 1, everyBytes: 0 })
    await asked.program('leak(300)')
    const snapshot = await answers.snapshot()
    expect(snapshot).toMatchObject({ runtime: 'python', version: python.version, lines: 'allocation' })
    expect(snapshot.memory.rssBytes).toBe(RSS)
    const leaks = snapshot.traces.filter(({ frames }) => frames[0]?.file === PROGRAM && frames[0].line === LEAK)
    expect(leaks.map(({ bytes, count }) => [bytes, count])).toEqual(await asked.program(`traced(${LEAK})`))
    expect(leaks[0]?.bytes).toBeGreaterThan(300_000)
    expect(leaks[0]?.bytes).toBe(Math.max(...snapshot.traces.map(({ bytes }) => bytes)))
    expect(snapshot.traces.flatMap(({ frames }) => frames.filter(({ file }) => file === '<ntop>'))).toEqual([])
    const peak = async (): Promise<number> => (await asked.program('tracemalloc.get_traced_memory()[1]')) as number
    const peakBefore = await peak()
    const tracing = await answers.tracing()
    expect(tracing).toMatchObject({ on: true, ours: true, frames: 1 })
    expect(tracing.peakBytes).toBeGreaterThanOrEqual(peakBefore)
    expect(tracing.peakBytes).toBeLessThanOrEqual(await peak())
    expect(tracing.overheadBytes).toBeGreaterThan(0)
    expect(snapshot.memory.overheadBytes).toBeGreaterThan(0)
    const figures = (await answers.stats()).figures.map(({ name }) => name)
    expect(figures).toContain('traced memory')
    await answers.stopTracing()
    expect(await asked.program('tracemalloc.is_tracing()')).toBe(false)
  })

  it('keeps the way through the code, the newest frame first', async () => {
    const { asked, answers } = await start(python)
    await answers.startTracing({ frames: 25, everyBytes: 0 })
    await asked.program('leak(10)')
    const { traces } = await answers.snapshot()
    const leak = traces.find(({ frames }) => frames[0]?.file === PROGRAM && frames[0].line === LEAK)
    expect(leak?.frames.slice(1).map(({ file }) => file)).toEqual(['<string>', PROGRAM, PROGRAM, PROGRAM])
    await answers.clearTraces()
    expect((await answers.snapshot()).traces.some(({ frames }) => frames[0]?.line === LEAK)).toBe(false)
  })

  it('leaves tracing alone that it has begun itself', async () => {
    const { asked, answers } = await start(python, ['-X', 'tracemalloc=3'])
    await answers.startTracing({ frames: 1, everyBytes: 0 })
    expect(await answers.tracing()).toMatchObject({ on: true, ours: false, frames: 3 })
    for (const refused of [answers.stopTracing(), answers.clearTraces(), answers.resetPeak()]) {
      await expect(refused).rejects.toThrow('itself')
    }
    expect((await answers.snapshot()).traces.length).toBeGreaterThan(100)
    expect(await asked.request('undo')).toMatchObject({ restored: [], leftBehind: [] })
    expect(await asked.program('tracemalloc.is_tracing()')).toBe(true)
  })

  it('collects, and says what came of it', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.disable() or [cycle() for _ in range(50)] and gc.collect()')
    await asked.program('[cycle(Garbage) for _ in range(40)] and None')
    const dicts = python.minor <= 10 ? 2 : 1
    const { freed, uncollectable, before, after, tookMs } = await answers.collect()
    expect([freed, uncollectable]).toEqual([80 * dicts, 0])
    expect(tookMs).toBeGreaterThan(0)
    const collections = (of: typeof before): number => of.generations[2]?.collections ?? 0
    expect(collections(after)).toBe(collections(before) + 1)
    expect(await asked.program('gc.get_stats()[2]["collections"]')).toBe(collections(after))
    const none = await answers.collect(0)
    expect(none.freed).toBe(0)
    expect(none.after.generations[0]?.collections).toBe((none.before.generations[0]?.collections ?? 0) + 1)
    expect(none.after.generations[2]?.collections).toBe(none.before.generations[2]?.collections)
  })

  it('tells which types only the collector frees', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.collect()')
    await asked.program('[cycle(Garbage) for _ in range(40)] and [cycle() for _ in range(5)] and None')
    const { rows, unreachable } = await answers.cyclic()
    const gone = new Map(rows.map(({ type, count }) => [type, count]))
    expect([gone.get('__main__.Garbage'), gone.get('__main__.Node')]).toEqual([80, 10])
    // Up to 3.10 each of them has a dictionary for its attributes.
    expect(gone.get('dict or tuple') ?? 0).toBe(python.minor <= 10 ? 90 : 0)
    expect(unreachable).toBe(python.minor <= 10 ? 180 : 90)
    expect((await answers.cyclic()).rows).toEqual([])
    expect(await asked.program('len(gc.garbage)')).toBe(0)
  })

  it('hears of each collection, as the program does', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.disable() or gc.collect() or gc.callbacks.append(hear)')
    const heard: Collection[] = []
    const end = await answers.events(collection => heard.push(collection))
    const endOther = await answers.events(() => {})
    await asked.program('[cycle() for _ in range(30)] and gc.collect(0) and gc.collect(1) or gc.collect(2)')
    await vi.waitFor(() => expect(heard).toHaveLength(3))
    const told = (await asked.program('HEARD_HERE')) as [number, number, number][]
    expect(heard.map(({ kind, collected, uncollectable }) => [Number(kind.at(-1)), collected, uncollectable])).toEqual(
      told,
    )
    for (const { pauseMs, atMs } of heard) {
      expect(pauseMs).toBeGreaterThan(0)
      expect(atMs).toBeLessThanOrEqual(1_000_000)
    }
    await endOther()
    expect(await asked.program('len(gc.callbacks)')).toBe(3)
    await end()
    expect(await asked.program('gc.callbacks == [hear]')).toBe(true)
  })

  it('loses no signal that comes while it collects', async () => {
    const { asked, answers } = await start(python)
    expect(await asked.program('interrupted()')).toBe('raised')
    const end = await answers.events(() => {})
    expect(await asked.program('interrupted()')).toBe('raised')
    await end()
    // What a callback in Python does: that this is seen at all.
    await asked.program('gc.callbacks.append(hear)')
    expect(await asked.program('interrupted()')).toBe('lost')
  })

  it('sets its collector, and sets it back', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.set_threshold(800, 9, 8) or gc.set_debug(gc.DEBUG_UNCOLLECTABLE)')
    const before = await state(asked)
    const frozen = (await answers.collector()).frozenCount
    expect(frozen).toBe(await asked.program('gc.get_freeze_count()'))
    const set = await answers.setCollector({ enabled: false, thresholds: [5, 6], debug: ['leak'] })
    const third = (await asked.program('gc.get_threshold()[2]')) as number
    expect(set).toEqual({
      enabled: false,
      frozenCount: frozen,
      thresholds: [5, 6, third],
      debug: ['collectable', 'uncollectable', 'saveall'],
    })
    expect(await asked.program('[gc.isenabled(), gc.get_debug(), gc.get_threshold()[:2]]')).toEqual([false, 38, [5, 6]])
    await asked.program('[cycle() for _ in range(3)] and gc.collect()')
    expect(await asked.program('len(gc.garbage)')).toBeGreaterThan(5)
    await answers.setCollector({ thresholds: [50] })
    if (frozen === 0) {
      expect((await answers.setCollector({ frozen: true })).frozenCount).toBeGreaterThan(1000)
    } else {
      await expect(answers.setCollector({ frozen: true })).rejects.toThrow('ntop has not frozen')
    }
    const end = await answers.events(() => {})
    await answers.startTracing({ frames: 1, everyBytes: 0 })
    expect(await state(asked)).not.toEqual(before)
    const { restored, leftBehind } = (await asked.request('undo')) as { restored: string[]; leftBehind: string[] }
    expect(leftBehind).toEqual([])
    expect(restored).toHaveLength(frozen === 0 ? 7 : 6)
    expect(await state(asked)).toEqual(before)
    await end()
    expect(asked.stderr).toContain('collectable')
  })

  it('leaves what the program has set to something else since', async () => {
    const { asked, answers } = await start(python)
    await answers.setCollector({ enabled: false, thresholds: [5, 6, 7], debug: ['stats'] })
    await asked.program('gc.enable() or gc.set_threshold(900, 3, 2)')
    expect(await asked.request('undo')).toMatchObject({
      restored: ['debug of the collector'],
      leftBehind: [
        'enabled of the collector: the program has set it to something else since',
        'thresholds of the collector: the program has set it to something else since',
      ],
    })
    expect(await asked.program('[gc.isenabled(), gc.get_threshold(), gc.get_debug()]')).toEqual([true, [900, 3, 2], 0])
  })

  it('does not unfreeze what the program has frozen', async () => {
    const { asked, answers } = await start(python)
    await asked.program('gc.freeze()')
    const frozen = await asked.program('gc.get_freeze_count()')
    for (const wish of [true, false]) {
      await expect(answers.setCollector({ frozen: wish, enabled: false })).rejects.toThrow('ntop has not frozen')
    }
    expect(await asked.program('[gc.get_freeze_count(), gc.isenabled()]')).toEqual([frozen, true])
    expect((await answers.types()).about).toContain('frozen ones are left out')
  })

  it('says where its threads stand', async () => {
    const { answers } = await start(python)
    const stacks = await answers.stacks()
    expect(stacks.map(({ name }) => name).sort()).toEqual(['MainThread', 'a named thread'])
    for (const { name, tid, frames } of stacks) {
      const own = frames.filter(({ file }) => file === PROGRAM)
      expect(own[0]?.function).toBe(name === 'MainThread' ? 'main' : 'thread')
      expect(own[0]?.line).toBe(lineWith(name === 'MainThread' ? 'text = ASKED.get()  # waits' : 'stop.wait()'))
      if (name === 'MainThread') expect(tid).toBe(programs[0]?.pid)
      else expect(tid).toBeGreaterThan(0)
    }
  })

  it('says who holds an object, and what it holds', async () => {
    const { asked, answers } = await start(python)
    const held = async (type: string): Promise<readonly unknown[]> => {
      const holding = await answers.holding(`__main__.${type}`)
      const [chain] = holding?.chains ?? []
      return [...(chain?.links.map(({ by, object }) => `${by} ${object.type}`) ?? []), chain?.root]
    }
    expect(await held('Leaked')).toEqual(['[3] list', '.NAMED module', 'module __main__'])
    expect(await held('InDict')).toEqual(['[2] list', "['the key'] dict", '.CACHE module', 'module __main__'])
    expect(await held('InClosure')).toEqual([
      '[0] list',
      'variable in the closure of enclosing.<locals>.closure function',
      '.CLOSURE module',
      'module __main__',
    ])
    expect(await held('InDefault')).toEqual([
      '[0] tuple',
      'defaults of with_default function',
      '.with_default module',
      'module __main__',
    ])
    expect(await held('OfClass')).toEqual(['[0] list', '.of_class type', 'class __main__.Owner'])
    expect(await held('OfInstance')).toEqual([
      '[0] list',
      "['a key'] dict",
      '.kept __main__.Owner',
      '.OWNER module',
      'module __main__',
    ])
    expect(await held('Own')).toEqual([
      '[0] list',
      '.own __main__.Evil',
      '[0] list',
      '.evils module',
      'module __main__',
    ])
    const [list, local] = [await held('InFunction'), await held('InThread')]
    expect(list[0]).toBe('[0] list')
    const root = {
      running: /^a variable of (main|thread) \(.*asked\.py:\d+\), which runs$/,
      named: /^(in_function of main|local of thread) \(.*asked\.py:\d+\), which runs$/,
      unseen: /^a variable of a function that runs \((main|thread) \(.*\), or something in C$/,
    }[python.minor <= 10 ? 'running' : python.minor >= 13 ? 'named' : 'unseen']
    for (const text of [list.at(-1), local.at(-1)]) expect(text).toMatch(root)
    expect(await answers.holding('__main__.NoSuchType')).toBeUndefined()
    expect(await answers.typeNames()).toEqual(expect.arrayContaining(['__main__.Leaked', 'dict']))
    // Garbage is held by nothing.
    await asked.program('gc.disable() or cycle(Garbage)')
    expect((await held('Garbage')).at(-1)).toBe('nothing: garbage that the collector has not freed yet')
  })

  it('says by which key a dictionary holds it that grows meanwhile', async () => {
    const { asked, answers } = await start(python)
    const program = [
      'import time',
      'class Grown: pass',
      'GROWING = dict.fromkeys(range(50_000))',
      "GROWING['the key'] = Grown()",
      'def grow():',
      '    for n in range(50_000, 90_000):',
      '        GROWING[n] = None',
      '        time.sleep(0.0001)',
      'sys.setswitchinterval(0.0001)',
      'threading.Thread(target=grow, daemon=True).start()',
    ]
    await asked.program(`exec(${JSON.stringify(program.join('\n'))}, globals())`)
    const [chain] = (await answers.holding('__main__.Grown'))?.chains ?? []
    expect(chain?.links.map(({ by }) => by)).toEqual(["['the key']", '.GROWING'])
  })

  it('tells of an object what sys, id and weakref tell', async () => {
    const { asked, answers } = await start(python)
    const holding = await answers.holding('__main__.Leaked')
    const [address, bytes, references, weakReferences] = (await asked.program(
      // One of the references is the argument's.
      '[hex(id(NAMED[3])), sys.getsizeof(NAMED[3]), sys.getrefcount(NAMED[3]) - 1, weakref.getweakrefcount(NAMED[3])]',
    )) as unknown[]
    expect(holding).toMatchObject({ ofType: 7 })
    expect(holding?.object).toEqual({
      type: '__main__.Leaked',
      address,
      bytes,
      text: undefined,
      references,
      weakReferences,
    })
    expect(holding?.holds.map(({ by, object }) => [by, object.type, object.text])).toEqual([
      ['.text', 'str', 'named 3'],
    ])
    await asked.program('NAMED.append([NAMED[3], NAMED[3]])')
    expect((await answers.holding('__main__.Leaked'))?.object.references).toBe((references as number) + 2)
    const kept = await answers.holding('__main__.Kept')
    expect(kept?.holds.map(({ by, object }) => [by, object.text])).toEqual([['.inside', '12345']])
  })

  it('ranks its caches', async () => {
    const { asked, answers } = await start(python)
    const caches = await answers.caches()
    const named = (name: string) => caches.filter(cache => cache.name === name)
    for (const name of ['remembered', 'all_remembered']) {
      const [hits, misses, most, entries] = (await asked.program(`list(${name}.cache_info())`)) as number[]
      const told = { kind: 'lru_cache', hits, misses, entries, mostEntries: most ?? undefined }
      expect(named(`lru_cache of __main__.${name}`)).toEqual([expect.objectContaining(told)])
    }
    expect(named('WeakValueDictionary __main__.WEAK')[0]).toMatchObject({ entries: 7, hits: undefined })
    expect(named('WeakKeyDictionary __main__.Owner.by_node')[0]).toMatchObject({ entries: 5 })
    expect(named('WeakSet __main__.Owner.of_all')[0]).toMatchObject({ entries: 3 })
    const entries = caches.map(cache => cache.entries)
    expect(entries).toEqual([...entries].sort((a, b) => b - a))
  })

  it('finds values that are there several times, and interned ones once', async () => {
    const { asked, answers } = await start(python)
    const { rows, looked, wastedBytes } = await answers.duplicates()
    const copies = (text: string) => rows.filter(row => row.text === text)
    const size = async (of: string): Promise<number> => (await asked.program(`sys.getsizeof(${of})`)) as number
    const text = await size('COPIES[0]')
    expect(copies('a text that is there several times')).toEqual([
      { text: 'a text that is there several times', type: 'str', copies: 40, wastedBytes: 39 * text },
    ])
    expect(copies('of a dictionary')[0]).toMatchObject({ type: 'str', copies: 30 })
    expect(copies("b'some bytes'")[0]).toMatchObject({ type: 'bytes', copies: 20 })
    expect(copies("(1000, 'atom')")[0]).toMatchObject({ type: 'tuple', copies: 25 })
    expect(copies('interned by hand')).toEqual([])
    expect(looked).toBeGreaterThan(1000)
    expect(wastedBytes).toBeGreaterThan(39 * text)
  })

  it('calls nothing of the program', async () => {
    const { asked, answers } = await start(python)
    const end = await answers.events(() => {})
    await askAll(asked, answers)
    await answers.holding('__main__.EvilList')
    await end()
    await asked.request('undo')
    expect(await called(asked)).toEqual([])
    expect(asked.stderr).toBe('')
  })

  it('calls nothing that has been replaced, and says what it is then', async () => {
    const { asked, answers } = await start(python, [], ['patched'])
    for (const refused of [answers.collect(), answers.stats()]) {
      await expect(refused).rejects.toThrow(/the program has replaced (collect|get_count), which this needs/)
    }
    await expect(answers.events(() => {})).rejects.toThrow(
      'the program has replaced getattr, setattr, partial, deque or perf_counter',
    )
    expect((await answers.types()).rows.length).toBeGreaterThan(50)
    expect(await called(asked)).toEqual([])
  })

  it('does not hold objects whose thread alone may free them', async () => {
    const { asked, answers } = await start(python)
    await asked.program('sys.modules.update(_tkinter=types)')
    expect(helloOf(await asked.request('hello')).toolkits).toEqual(['_tkinter'])
    for (const refused of [
      answers.types(),
      answers.collect(),
      answers.cyclic(),
      answers.caches(),
      answers.holding('x'),
    ]) {
      await expect(refused).rejects.toThrow('_tkinter')
    }
    expect(await answers.stats()).toBeDefined()
  })

  it('answers while everything changes', async () => {
    const { asked, answers } = await start(python)
    await asked.program('busy()')
    await askAll(asked, answers)
    expect((await answers.stacks()).length).toBe(4)
    expect(await asked.program('no_longer_busy()')).toBe('done')
    expect(await asked.end()).toBe(0)
    expect(asked.stderr).toBe('')
  })

  it('answers what is wrong with a reason, and goes on', async () => {
    const { asked } = await start(python)
    for (const [call, args] of [
      ['nothing', {}],
      ['__class__', {}],
      ['startTracing', { frames: 0 }],
      ['startTracing', { frames: '1' }],
      ['startTracing', {}],
      ['holding', { type: 1 }],
      ['collect', { generation: 3 }],
      ['collect', { generation: true }],
      ['setCollector', { thresholds: [] }],
      ['setCollector', { thresholds: [-1] }],
      ['setCollector', { thresholds: [2 ** 40] }],
      ['setCollector', { debug: ['everything'] }],
      ['setCollector', { debug: 5 }],
      ['setCollector', { enabled: 1 }],
      ['events', {}],
    ] as const) {
      await expect(asked.request(call, args), call).rejects.toThrow(/./)
    }
    expect(await asked.program('[tracemalloc.is_tracing(), gc.isenabled(), gc.get_debug()]')).toEqual([false, true, 0])
    expect(await asked.request('collector')).toBeDefined()
  })

  it('keeps nothing, however often it is asked', async () => {
    const { asked, answers } = await start(python)
    const measure = async (): Promise<readonly number[]> =>
      (await asked.program('gc.collect() and 0 or [sys.getallocatedblocks(), len(gc.get_objects())]')) as number[]
    await askAll(asked, answers)
    await askAll(asked, answers)
    const [blocks = 0, objects = 0] = await measure()
    for (let i = 0; i < 8; i++) await askAll(asked, answers)
    const [blocksAfter = 0, objectsAfter = 0] = await measure()
    expect(Math.abs(objectsAfter - objects)).toBeLessThan(5)
    // Nor what a call would leave: there were more than two hundred.
    expect(blocksAfter - blocks).toBeLessThan(100)
    // And nobody is kept from being freed at once, without the collector.
    await asked.program('[gc.disable(), REFS.extend([weakref.ref(one) for one in NAMED]), NAMED.clear()] and None')
    expect(await asked.program('[ref() is None for ref in REFS]')).toEqual(Array(7).fill(true))
    expect(await asked.end()).toBe(0)
    expect(asked.stderr).toBe('')
  })
})
