import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { type ProcessRecord, processId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { ProcessRow, Snapshot } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

/** Pictures of the same machine, each sample some seconds after the start with these processes. */
function follow(...moments: readonly (readonly [atSec: number, processes: readonly ProcessRecord[]])[]): Snapshot[] {
  const snapshots: Snapshot[] = []
  for (const [atSec, processes] of moments) snapshots.push(derive(snapshots.at(-1), sample(atSec, processes)))
  return snapshots
}

function rowOf(snapshot: Snapshot | undefined, pid: number): ProcessRow {
  const row = snapshot?.processes.find(candidate => candidate.record.pid === pid)
  if (row === undefined) throw new Error(`no row of process ${pid}`)
  return row
}

describe('a process’s CPU', () => {
  it('is unknown in a first snapshot', () => {
    expect(rowOf(derive(undefined, sample(0, [record(7)])), 7)).toMatchObject({
      cpuPct: undefined,
      grewBytes: undefined,
    })
  })

  it('is measured between its own two readings, not between the scans', () => {
    const before = record(7, { userMs: 1000, systemMs: 0, seenAtMs: 1040 })
    const now = record(7, { userMs: 1400, systemMs: 100, seenAtMs: 2040 })
    const snapshots = follow([0, [before]], [2, [now]])
    expect(snapshots[1]?.intervalMs).toBe(2000)
    expect(rowOf(snapshots[1], 7).cpuPct).toBe(50)
  })

  it('counts from the last moment at which the old counters were still true', () => {
    // The record was read again, unchanged, in the second scan, which moved its moment along.
    const quiet = record(7, { userMs: 1000, systemMs: 0, seenAtMs: 1000 })
    const first = derive(undefined, sample(0, [quiet]))
    quiet.seenAtMs = 3000
    const second = derive(first, sample(2, [quiet]))
    const third = derive(second, sample(4, [record(7, { userMs: 1500, systemMs: 0, seenAtMs: 5000 })]))
    expect(rowOf(second, 7).cpuPct).toBe(0)
    expect(rowOf(third, 7).cpuPct).toBe(25)
  })

  it('is spread over the time since the picture it is measured against, though it was found idle in between', () => {
    // Pictures at 0, 1.9 and 2 s: idle until the second one, then 30 ms of work, seen in the third.
    const idle = record(7, { userMs: 1000, systemMs: 0, seenAtMs: 0 })
    const first = derive(undefined, sample(0, [idle]))
    idle.seenAtMs = 1900
    derive(first, sample(1.9, [idle]))
    const third = derive(first, sample(2, [record(7, { userMs: 1030, systemMs: 0, seenAtMs: 2000 })]))
    expect(rowOf(third, 7).cpuPct).toBe(1.5)
  })

  it('is unknown of one whose time nobody tells, though nothing else about it changed', () => {
    const untold = record(7, { userMs: undefined, systemMs: undefined, runMs: undefined, seenAtMs: 1000 })
    const first = derive(undefined, sample(0, [untold]))
    untold.seenAtMs = 3000
    const second = derive(first, sample(2, [untold]))
    expect(rowOf(second, 7).cpuPct).toBeUndefined()
    // And what does not change is drawn but once.
    untold.seenAtMs = 5000
    expect(rowOf(derive(second, sample(4, [untold])), 7)).toBe(rowOf(second, 7))
  })

  it('is told by the time of user and system together, where only that is known', () => {
    const told = { userMs: undefined, systemMs: undefined }
    const before = record(7, { ...told, runMs: 1000, seenAtMs: 1000 })
    const now = record(7, { ...told, runMs: 1500, seenAtMs: 3000 })
    expect(rowOf(follow([0, [before]], [2, [now]])[1], 7).cpuPct).toBe(25)
  })

  it('is unknown of what was not read again, and counts on from there', () => {
    const told = { userMs: undefined, systemMs: undefined, seenAtMs: 1000 }
    const [old, copy] = [record(7, { ...told, runMs: 1000 }), record(7, { ...told, runMs: 1000 })]
    const snapshots = follow([0, [old]], [2, [copy]], [4, [record(7, { ...told, runMs: 1800, seenAtMs: 5000 })]])
    expect(rowOf(snapshots[1], 7).cpuPct).toBeUndefined()
    expect(rowOf(snapshots[2], 7).cpuPct).toBe(20)
  })

  it('is 0 where only something else about it changed', () => {
    const before = record(7, { seenAtMs: 1000 })
    const now = record(7, { seenAtMs: 3000, rssBytes: 1 })
    expect(rowOf(follow([0, [before]], [2, [now]])[1], 7).cpuPct).toBe(0)
  })

  it('may be more than one core', () => {
    const before = record(7, { userMs: 0, systemMs: 0, seenAtMs: 0 })
    const now = record(7, { userMs: 3000, systemMs: 1000, seenAtMs: 1000 })
    expect(rowOf(follow([0, [before]], [2, [now]])[1], 7).cpuPct).toBe(400)
  })

  it('is unknown where its time or its clock went back', () => {
    const before = record(7, { userMs: 1000, systemMs: 0, seenAtMs: 1000 })
    const less = record(7, { userMs: 900, systemMs: 0, seenAtMs: 2000 })
    const sooner = record(7, { userMs: 1100, systemMs: 0, seenAtMs: 1000 })
    for (const now of [less, sooner]) expect(rowOf(follow([0, [before]], [2, [now]])[1], 7).cpuPct).toBeUndefined()
  })

  it('is unknown where the machine’s clock went back, also of a quiet one', () => {
    const quiet = record(7)
    const before: RawSample = sample(2, [quiet])
    expect(rowOf(derive(derive(undefined, before), sample(0, [quiet])), 7).cpuPct).toBeUndefined()
  })

  it('of one born since the last scan is all that it has used', () => {
    const uptimeMs = (sample(0, []).host.uptimeSec ?? 0) * 1000
    const born = record(9, { startMs: uptimeMs + 500, userMs: 300, systemMs: 100, seenAtMs: 3000 })
    expect(rowOf(follow([0, []], [2, [born]])[1], 9).cpuPct).toBe(20)
  })

  it('of an old one that was not seen before is unknown', () => {
    const old = record(9, { startMs: 1000, userMs: 300_000, systemMs: 0, seenAtMs: 3000 })
    expect(rowOf(follow([0, []], [2, [old]])[1], 9).cpuPct).toBeUndefined()
  })
})

describe('identity', () => {
  it('keeps the very same row of a process that did nothing', () => {
    const idle = record(7)
    const [, second, third] = follow([0, [idle]], [1, [idle]], [2, [idle]])
    expect(rowOf(third, 7)).toBe(rowOf(second, 7))
  })

  it('makes a new row, over the same facts, of one that did something', () => {
    const before = record(7)
    const now = { ...before, userMs: (before.userMs ?? 0) + 10, seenAtMs: 1000 }
    const [first, second] = follow([0, [before]], [1, [now]])
    expect(rowOf(second, 7)).not.toBe(rowOf(first, 7))
    expect(rowOf(second, 7).facts).toBe(rowOf(first, 7).facts)
  })

  it('carries nothing over to another process with the same pid', () => {
    const MIB = 1024 ** 2
    const old = record(7, { userMs: 1000, systemMs: 0, rssBytes: 500 * MIB, seenAtMs: 1000 })
    const other = record(7, {
      id: processId(7, 999_999),
      userMs: 2000,
      systemMs: 0,
      startMs: 100,
      rssBytes: 1 * MIB,
      seenAtMs: 3000,
    })
    const row = rowOf(follow([0, [old]], [2, [other]])[1], 7)
    expect(row).toMatchObject({ id: other.id, cpuPct: undefined, grewBytes: 0 })
    expect(row.trail).toEqual([{ atMs: 3000, rssBytes: MIB }])
  })

  it('joins by pid though processes come and go around it', () => {
    const stays = (userMs: number, seenAtMs: number) => record(50, { userMs, systemMs: 0, seenAtMs })
    const [, second] = follow(
      [0, [record(3), stays(0, 1000), record(60)]],
      [2, [record(4), stays(1000, 3000), record(70)]],
    )
    expect(second?.processes.map(row => row.record.pid)).toEqual([4, 50, 70])
    expect(rowOf(second, 50).cpuPct).toBe(50)
  })
})

describe('tasks', () => {
  it('are counted by state', () => {
    const states = ['R', 'S', 'D', 'D', 'Z', 'T', 't', 'I']
    const processes = states.map((state, i) => record(i + 1, { state, kernelThread: state === 'I' }))
    expect(derive(undefined, sample(0, processes)).tasks).toEqual({
      total: 8,
      running: 1,
      blocked: 2,
      zombies: 1,
      stopped: 2,
      kernelThreads: 1,
      forksPerSec: undefined,
    })
  })
})

describe('memory of a process', () => {
  it('is a share of the machine’s, unknown where that is', () => {
    const total = sample(0, []).memory?.totalBytes ?? 0
    const big = record(7, { rssBytes: total / 4 })
    expect(rowOf(derive(undefined, sample(0, [big])), 7).memPct).toBe(25)
    const { memory: _, ...bare } = sample(0, [big])
    expect(rowOf(derive(undefined, bare), 7).memPct).toBeUndefined()
  })

  it('grows from the first sight on', () => {
    const at = (rssBytes: number, seenAtMs: number) => record(7, { rssBytes, seenAtMs })
    const snapshots = follow([0, [at(1000, 1000)]], [6, [at(1500, 7000)]], [12, [at(1200, 13_000)]])
    expect(snapshots.map(snapshot => rowOf(snapshot, 7).grewBytes)).toEqual([undefined, 500, 200])
  })
})
