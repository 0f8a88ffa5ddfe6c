import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { type Growth, MemoryWatch } from '../../src/model/memory-watch.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { slopeOf } from '../../src/model/trend.ts'
import { record, sample } from '../export/moments.ts'

type Levels = Readonly<Record<number, number>>

/** The machine at a second: resident bytes by pid. */
function snapshotOf(before: Snapshot | undefined, atSec: number, levels: Levels): Snapshot {
  const records = Object.entries(levels).map(([pid, rssBytes]) =>
    record(Number(pid), { rssBytes, vmsBytes: rssBytes * 2 }),
  )
  return derive(before, sample(atSec, records))
}

/** A watch that began with the first of these, and has seen the others. */
function watched(...moments: readonly (readonly [atSec: number, levels: Levels])[]): MemoryWatch {
  let snapshot: Snapshot | undefined
  let watch: MemoryWatch | undefined
  for (const [atSec, levels] of moments) {
    snapshot = snapshotOf(snapshot, atSec, levels)
    if (watch === undefined) watch = new MemoryWatch(snapshot)
    else watch.see(snapshot)
  }
  if (watch === undefined) throw new Error('nothing to watch')
  return watch
}

function told(watch: MemoryWatch): (readonly [pid: number, fate: string, before: number, now: number])[] {
  return watch.growths().map(({ row, fate, beforeBytes, nowBytes }) => [row.record.pid, fate, beforeBytes, nowBytes])
}

function growthOf(watch: MemoryWatch, pid: number): Growth {
  const growth = watch.growths().find(({ row }) => row.record.pid === pid)
  if (growth === undefined) throw new Error(`${pid} has not grown`)
  return growth
}

describe('what grew since a snapshot was kept', () => {
  it('is nobody at first', () => {
    expect(told(watched([0, { 1: 100, 2: 200 }]))).toEqual([])
  })

  it('tells who grew and shrank, who is new with all it has, and who is gone with all it had', () => {
    const watch = watched([0, { 1: 100, 2: 200, 3: 300, 4: 400 }], [5, { 1: 150, 2: 120, 3: 300, 9: 50 }])
    expect(told(watch)).toEqual([
      [1, 'stayed', 100, 150],
      [2, 'stayed', 200, 120],
      [9, 'new', 0, 50],
      [4, 'gone', 400, 0],
    ])
    expect(watch.count).toBe(4)
  })

  it('knows nothing of who came and went since', () => {
    expect(told(watched([0, { 1: 100 }], [5, { 1: 100, 9: 50 }], [10, { 1: 100 }]))).toEqual([])
  })

  it('takes a process that got the pid of another for a new one', () => {
    const first = derive(undefined, sample(0, [record(7, { rssBytes: 100 })]))
    const watch = new MemoryWatch(first)
    const born = record(7, { rssBytes: 500, startMs: 9000 })
    watch.see(derive(first, sample(10, [{ ...born, id: '7:900' as typeof born.id }])))
    expect(told(watch)).toEqual([
      [7, 'new', 0, 500],
      [7, 'gone', 100, 0],
    ])
  })

  it('tells in the table what was gained since, all of it by who is new', () => {
    const before = snapshotOf(undefined, 0, { 1: 100 })
    const watch = new MemoryWatch(before)
    const now = snapshotOf(before, 1, { 1: 170, 2: 30 })
    expect(now.processes.map(row => watch.changeOf(row))).toEqual([70, 30])
    watch.see(now)
    expect(now.processes.map(row => watch.changeOf(row))).toEqual([70, 30])
  })

  it('adds up: what all gained is what all have now less what all had', () => {
    const machine = fc.dictionary(fc.integer({ min: 1, max: 40 }).map(String), fc.integer({ min: 1, max: 1e6 }))
    fc.assert(
      fc.property(fc.array(machine, { minLength: 2, maxLength: 6 }), machines => {
        const watch = watched(...machines.map((levels, i) => [i * 3, levels] as const))
        const sum = (levels: Levels = {}): number => Object.values(levels).reduce((a, b) => a + b, 0)
        const gained = watch.growths().reduce((bytes, growth) => bytes + growth.nowBytes - growth.beforeBytes, 0)
        expect(gained).toBe(sum(machines.at(-1)) - sum(machines[0]))
      }),
    )
  })
})

describe('the moments that are kept', () => {
  it('are a second apart at first, and tell the level that was true then', () => {
    const watch = watched(
      [0, { 1: 100 }],
      [0.5, { 1: 150 }],
      [1, { 1: 200 }],
      [2, { 1: 200 }],
      [3, { 1: 300 }],
      [3.4, { 1: 310 }],
    )
    const points = watch.pointsOf(growthOf(watch, 1), 'rssBytes')
    expect(points.map(({ atMs, level }) => [atMs - watch.sinceMs, level])).toEqual([
      [0, 100],
      [1000, 200],
      [2000, 200],
      [3000, 300],
      [3400, 310],
    ])
    expect(watch.pointsOf(growthOf(watch, 1), 'vmsBytes').at(-1)?.level).toBe(620)
  })

  it('stay few however long one watches, and the trend stays the same', () => {
    const seconds = Array.from({ length: 5000 }, (_, second) => second)
    const watch = watched(...seconds.map(second => [second, { 1: 1000 + second * 10, 2: 77 }] as const))
    const points = watch.pointsOf(growthOf(watch, 1), 'rssBytes')
    expect(points.length).toBeGreaterThan(16)
    expect(points.length).toBeLessThan(35)
    expect((slopeOf(points) ?? 0) * 1000).toBeCloseTo(10, 1)
    expect(points.at(-1)?.level).toBe(1000 + 4999 * 10)
  })

  it('begin for a new process when it came', () => {
    const seconds = Array.from({ length: 40 }, (_, second) => second)
    const watch = watched(
      ...seconds.map(second => [second, second < 30 ? { 1: 5 } : { 1: 5, 2: second * 100 }] as const),
    )
    const points = watch.pointsOf(growthOf(watch, 2), 'rssBytes')
    expect(points.every(({ level }) => level >= 3000)).toBe(true)
    expect((slopeOf(points) ?? 0) * 1000).toBeCloseTo(100, 6)
  })
})
