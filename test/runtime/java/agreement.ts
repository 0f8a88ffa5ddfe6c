import { expect } from 'vitest'
import type { HeapFigures, Space } from '../../../src/runtime/figures.ts'

interface Usage {
  readonly used: number
  readonly committed: number
  /** -1 where there is no limit. */
  readonly max: number
}

/** What `test/targets/Heap.java` answers to `figures`. */
export interface Beans {
  readonly pools: readonly { readonly name: string; readonly now: Usage; readonly collected?: Usage }[]
  readonly collectors: readonly { readonly name: string; readonly count: number; readonly timeMs: number }[]
  readonly threads: number
  readonly daemonThreads: number
  readonly threadsStarted: number
  readonly classesLoaded: number
  readonly classesUnloaded: number
  readonly compilingMs: number
  readonly version: string
}

export const COLLECTORS = ['Serial', 'Parallel', 'G1', 'Z', 'Shenandoah', 'Epsilon'] as const

/** The pools of memory whose figures are those of a space. Of the two halves of a survivor space beans know the one. */
const POOLS: Readonly<Record<string, string>> = {
  'Tenured Gen': 'old',
  'PS Old Gen': 'old',
  'G1 Old Gen': 'old',
  Shenandoah: 'Heap',
  'Epsilon Heap': 'Heap',
}

/** The collectors that count the same in the file and in the beans. */
const NAMES: Readonly<Record<string, string>> = {
  Copy: 'Serial young collection pauses',
  MarkSweepCompact: 'Serial full collection pauses',
  'PS Scavenge': 'Parallel young collection pauses',
  'PS MarkSweep': 'Parallel full collection pauses',
  'G1 Young Generation': 'G1 young collection pauses',
  'G1 Old Generation': 'G1 full collection pauses',
  'ZGC Pauses': 'Z concurrent cycle pauses',
  'ZGC Minor Pauses': 'ZGC minor collection pauses',
  'ZGC Major Pauses': 'ZGC major collection pauses',
}

/** Beans cut off the fraction of their milliseconds, and begin and end their watch some instants apart from the file's. */
const CLOCK_MS = 2
/** G1 up to 17 adds up to three of these to a size, so that none is 0 (pad_capacity in g1MonitoringSupport.hpp). */
const G1_PADDING = 24
/** ZGC counts in pages, and lets go of those that it emptied after it wrote to the file. */
const Z_PAGES = 4 * 2 ** 20
/** Telling may take a class or two more, and what is written is as old as the last collection. */
const CLASS_BYTES = 64 * 1024

export function figureOf(heap: HeapFigures, name: string): number | undefined {
  return heap.figures.find(figure => figure.name === name)?.value
}

export function spaceOf(heap: HeapFigures, name: string): Space {
  const space = heap.spaces.find(candidate => candidate.name === name)
  if (space === undefined) throw new Error(`no ${name} among ${heap.spaces.map(found => found.name).join(', ')}`)
  return space
}

/** That the two tell the same of a program that does nothing any more but tell. */
export function expectAgreement(heap: HeapFigures, beans: Beans): void {
  expect(heap.version).toBe(beans.version)
  expectSpaces(heap, beans)
  expectCollections(heap, beans)
  expect(figureOf(heap, 'threads')).toBe(beans.threads)
  expect(figureOf(heap, 'daemon threads')).toBe(beans.daemonThreads)
  expect(figureOf(heap, 'threads started')).toBe(beans.threadsStarted)
  expect(figureOf(heap, 'classes loaded')).toBe(beans.classesLoaded)
  expect(figureOf(heap, 'classes unloaded')).toBe(beans.classesUnloaded)
}

function expectSpaces(heap: HeapFigures, beans: Beans): void {
  const compared = beans.pools.filter(({ name }) => POOLS[name] !== undefined)
  for (const { name, now } of compared) {
    const space = spaceOf(heap, POOLS[name] ?? '')
    // What is there after a full collection stays there. The whole heap of Epsilon and Shenandoah holds what telling takes too.
    if (space.name === 'old') expect(space.usedBytes, name).toBe(now.used)
    else expectNear(space.usedBytes, now.used, 2 ** 20)
    expectNear(space.committedBytes, now.committed, G1_PADDING)
    expectNear(space.mostBytes, now.max, G1_PADDING)
  }
  const ofZ = beans.pools.filter(({ name }) => name.startsWith('Z'))
  if (ofZ.length > 0) {
    const spaces = heap.spaces.filter(({ name }) => name === 'old' || name === 'young')
    expectNear(sum(spaces.map(space => space.usedBytes)), sum(ofZ.map(pool => pool.now.used)), Z_PAGES)
    expectNear(sum(spaces.map(space => space.committedBytes)), sum(ofZ.map(pool => pool.now.committed)), Z_PAGES)
  }
  expect(compared.length + ofZ.length, 'pools that were compared').toBeGreaterThan(0)
  for (const [name, pool] of [
    ['metaspace', 'Metaspace'],
    ['compressedclassspace', 'Compressed Class Space'],
  ] as const) {
    const bean = beans.pools.find(candidate => candidate.name === pool)
    expectNear(spaceOf(heap, name).usedBytes, bean?.now.used, CLASS_BYTES)
    expectNear(spaceOf(heap, name).committedBytes, bean?.now.committed, CLASS_BYTES)
  }
}

function expectCollections(heap: HeapFigures, beans: Beans): void {
  for (const { name, count, timeMs } of beans.collectors) {
    const own = NAMES[name]
    if (own === undefined) continue
    const collector = heap.generations.find(candidate => candidate.name === own)
    expect(collector?.collections, own).toBe(count)
    expectNear(collector?.timeMs, timeMs, CLOCK_MS)
  }
}

function expectNear(value: number | undefined, other: number | undefined, within: number): void {
  expect(value).toBeGreaterThanOrEqual((other ?? Number.NaN) - within)
  expect(value).toBeLessThanOrEqual((other ?? Number.NaN) + within)
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0)
}
