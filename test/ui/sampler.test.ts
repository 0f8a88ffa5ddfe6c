import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { History } from '../../src/model/history.ts'
import type { Facet, ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { Sampler } from '../../src/ui/sampler.ts'
import { record, sample } from '../export/moments.ts'
import { PlayedSource } from '../support/played-source.ts'

describe('the sampler', () => {
  let sampler: Sampler
  let source: PlayedSource
  let snapshots: Snapshot[]
  let errors: unknown[]
  let play: (atMs: number) => RawSample

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    snapshots = []
    errors = []
    source = new PlayedSource(() => play(performance.now()))
    sampler = new Sampler({
      source,
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

  it('says nothing of a scan that was under way when it was stopped, and failed because its source was closed', async () => {
    source.scan = () => new Promise((_, reject) => setTimeout(reject, 100, new Error('closed')))
    sampler.start()
    sampler.stop()
    await vi.advanceTimersByTimeAsync(200)
    expect(errors).toEqual([])
  })

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

  describe('where scans take longer than the interval', () => {
    /** When each scan was over, in milliseconds since the start. */
    const moments = (): number[] => snapshots.map(snapshot => Math.round(snapshot.sample.monotonicMs))

    beforeEach(() => {
      const startMs = performance.now()
      play = () => sample((performance.now() - startMs) / 1000, [])
    })

    it('lengthens it by itself, so that half of the time is left, and says how far', async () => {
      source.takesMs = 3200
      sampler.start()
      await vi.advanceTimersByTimeAsync(6500)
      expect(sampler.eased).toEqual({ everyMs: 8000, scanMs: 3200 })
      await vi.advanceTimersByTimeAsync(30_000)
      const [first = 0, second = 0, ...others] = moments()
      expect(second - first).toBe(3210)
      expect(others.map((ms, i) => ms - (moments()[i + 1] ?? 0))).toEqual([8000, 8000, 8000])
    })

    it('has it as it was once they are quick again', async () => {
      source.takesMs = 3200
      sampler.start()
      await vi.advanceTimersByTimeAsync(20_000)
      source.takesMs = 20
      await vi.advanceTimersByTimeAsync(30_000)
      expect(sampler.eased).toBeUndefined()
      expect(sampler.everyMs).toBe(1000)
      const last = moments().slice(-4)
      expect(last.map((ms, i) => ms - (last[i - 1] ?? ms))).toEqual([0, 1000, 1000, 1000])
    })

    it('leaves it alone for one scan that took long', async () => {
      sampler.start()
      await vi.advanceTimersByTimeAsync(5000)
      source.takesMs = 4000
      await vi.advanceTimersByTimeAsync(1100)
      source.takesMs = 0
      await vi.advanceTimersByTimeAsync(9000)
      expect(sampler.eased).toBeUndefined()
      expect(Math.max(...snapshots.slice(2).map(({ intervalMs }) => intervalMs ?? 0))).toBeLessThan(5100)
    })

    it('is no gap in a graph, though scans are further apart than one would be with the wanted interval', async () => {
      source.takesMs = 12_000
      const history = new History()
      sampler.start()
      for (let i = 0; i < 12; i++) {
        const before = snapshots.length
        await vi.advanceTimersByTimeAsync(12_500)
        for (const snapshot of snapshots.slice(before)) history.push(snapshot, sampler.everyMs)
      }
      expect(snapshots.length).toBeGreaterThan(4)
      expect(history.points).toBe(snapshots.length - 1)
    })

    it('hurries all the same when somebody wants something else', async () => {
      source.takesMs = 3200
      sampler.start()
      await vi.advanceTimersByTimeAsync(11_000)
      const before = snapshots.length
      sampler.hurry()
      await vi.advanceTimersByTimeAsync(3200)
      expect(snapshots).toHaveLength(before + 1)
    })
  })
})
