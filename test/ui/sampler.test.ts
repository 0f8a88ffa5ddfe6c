import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Facet, ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { Sampler } from '../../src/ui/sampler.ts'
import { record, sample } from '../export/moments.ts'
import { PlayedSource } from '../support/played-source.ts'

describe('the sampler', () => {
  let sampler: Sampler
  let snapshots: Snapshot[]
  let errors: unknown[]
  let play: (atMs: number) => RawSample

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    snapshots = []
    errors = []
    sampler = new Sampler({
      source: new PlayedSource(() => play(performance.now())),
      needs: () => ({ everyone: new Set<Facet>() }),
      intervalMs: () => 1000,
      onBeginning: () => {},
      onSnapshot: snapshot => {
        snapshots.push(snapshot)
      },
      onError: error => errors.push(error),
    })
  })

  afterEach(() => {
    sampler.stop()
    vi.useRealTimers()
  })

  const percentages = (): (number | undefined)[] => snapshots.map(({ processes }) => processes[0]?.cpuPct)

  it('shows no spikes while one types: rates are over about an interval however often it is hurried', async () => {
    // 30 ms of work every 2 s; the record is the same, and only its moment moves, while it is idle.
    let last: ProcessRecord = record(7, { userMs: 0, systemMs: 0, seenAtMs: 0 })
    play = atMs => {
      const userMs = Math.floor(atMs / 2000) * 30
      if (userMs === last.userMs) last.seenAtMs = atMs
      else last = { ...last, userMs, seenAtMs: atMs }
      return sample(atMs / 1000, [last])
    }
    sampler.start()
    for (let press = 0; press < 200; press++) {
      await vi.advanceTimersByTimeAsync(50)
      sampler.hurry()
    }
    await vi.advanceTimersByTimeAsync(0)
    const known = percentages().filter(pct => pct !== undefined)
    expect(known.length).toBeGreaterThan(150)
    expect(Math.max(...known)).toBeGreaterThan(2)
    expect(Math.max(...known)).toBeLessThan(5)
    const spans = snapshots.slice(40).map(({ intervalMs }) => intervalMs ?? 0)
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(750)
    expect(Math.max(...spans)).toBeLessThanOrEqual(1_050)
  })

  it('measures a tick in its turn against the one before', async () => {
    play = atMs => sample(atMs / 1000, [])
    sampler.start()
    await vi.advanceTimersByTimeAsync(3_300)
    expect(snapshots.map(({ intervalMs }) => intervalMs && Math.round(intervalMs))).toEqual([
      undefined,
      250,
      1000,
      1000,
      1000,
    ])
  })

  it('goes on when a scan had no descriptors left, and stops at any other error', async () => {
    let broken: Error | undefined
    play = atMs => {
      if (broken !== undefined) throw broken
      return sample(atMs / 1000, [])
    }
    sampler.start()
    await vi.advanceTimersByTimeAsync(300)
    expect(snapshots).toHaveLength(2)
    broken = Object.assign(new Error('too many open files'), { code: 'EMFILE' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect([snapshots.length, errors.length]).toEqual([2, 0])
    broken = undefined
    await vi.advanceTimersByTimeAsync(1_000)
    expect(snapshots).toHaveLength(3)
    broken = new Error('a fault')
    await vi.advanceTimersByTimeAsync(5_000)
    expect([snapshots.length, errors]).toEqual([3, [broken]])
  })
})
