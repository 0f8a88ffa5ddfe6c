import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HeapFigures } from '../../../src/runtime/figures.ts'
import { heapOf } from '../../../src/runtime/java/heap.ts'
import { type PerfCounter, type PerfData, parseHsperfdata } from '../../../src/runtime/java/hsperfdata.ts'
import { type Beans, COLLECTORS, expectAgreement, figureOf } from './agreement.ts'

const FOLDER = 'test/fixtures/hsperfdata'

function recorded(name: string): HeapFigures {
  const counters = parseHsperfdata(readFileSync(`${FOLDER}/${name}`))
  if (typeof counters === 'string') throw new Error(counters)
  return heapOf(counters)
}

const ALL = ['17', '25'].flatMap(version => COLLECTORS.map(collector => `${version}-${collector}`))

describe('the heap of a JVM by its counters', () => {
  it.each(ALL)('is what its own beans tell: %s', name => {
    expectAgreement(recorded(name), JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as Beans)
  })

  it.each([
    ['17-Serial', ['eden', 's0', 's1', 'old']],
    ['25-Parallel', ['eden', 's0', 's1', 'old']],
    ['25-G1', ['eden', 's0', 's1', 'old']],
    ['17-Z', ['old']],
    ['25-Z', ['young', 'old']],
    ['17-Shenandoah', ['Heap']],
    ['25-Epsilon', ['Heap']],
  ])('has the spaces that the collector has, and those of classes: %s', (name, spaces) => {
    expect(recorded(name).spaces.map(space => space.name)).toEqual([...spaces, 'metaspace', 'compressedclassspace'])
  })

  it('tells the collectors by their own names', () => {
    expect(recorded('25-G1').generations).toEqual([
      expect.objectContaining({ name: 'G1 young collection pauses', count: undefined, collected: undefined }),
      expect.objectContaining({ name: 'G1 full collection pauses', collections: 2 }),
      expect.objectContaining({ name: 'G1 concurrent cycle pauses' }),
    ])
  })

  it('tells no collections of Shenandoah, whose counter counts phases, and of none that there is not', () => {
    for (const { collections, timeMs } of recorded('25-Shenandoah').generations) {
      expect([collections, timeMs]).toEqual([undefined, undefined])
    }
    expect(recorded('25-Shenandoah').collects).toBe(true)
    expect(recorded('25-Epsilon')).toMatchObject({ generations: [], collects: undefined })
  })

  it('tells times in milliseconds', () => {
    const beans = JSON.parse(readFileSync(`${FOLDER}/17-Serial.json`, 'utf8')) as Beans
    expect(Math.floor(figureOf(recorded('17-Serial'), 'time compiling') ?? 0)).toBe(beans.compilingMs)
  })

  it('tells nothing of what is not counted', () => {
    const none: HeapFigures = { version: undefined, collects: undefined, generations: [], spaces: [], figures: [] }
    expect(heapOf(new Map())).toEqual(none)
  })

  it('does not take a limit that is none for one, nor ticks for milliseconds whose length is not told', () => {
    const number = (value: number) => ({ value, unit: 'bytes', variability: 'variable' }) as const
    const text = (value: string) => ({ value, unit: 'string', variability: 'constant' }) as const
    const counters: PerfData = new Map<string, PerfCounter>([
      ['sun.gc.generation.0.name', text('new')],
      ['sun.gc.generation.0.space.0.name', text('eden')],
      ['sun.gc.generation.0.space.0.used', number(7)],
      ['sun.gc.generation.0.space.0.maxCapacity', number(-1)],
      ['sun.gc.collector.10.name', text('b')],
      ['sun.gc.collector.2.name', text('a')],
      ['sun.gc.collector.2.time', number(12)],
      ['sun.os.hrt.frequency', number(0)],
    ])
    const { spaces, generations } = heapOf(counters)
    expect(spaces).toEqual([{ name: 'eden', usedBytes: 7, committedBytes: undefined, mostBytes: undefined }])
    expect(generations.map(({ name, timeMs }) => [name, timeMs])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
  })
})
