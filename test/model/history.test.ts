import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { type Figure, History, Series } from '../../src/model/history.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { sample } from '../export/moments.ts'

describe('Series', () => {
  it('gives the newest values, oldest first, the front unknown where there are fewer', () => {
    const series = new Series(3)
    expect(series.last(2)).toEqual([undefined, undefined])
    series.push(1)
    series.push(undefined)
    expect(series.last(3)).toEqual([undefined, 1, undefined])
    series.push(3)
    series.push(4)
    expect(series.last(2)).toEqual([3, 4])
    expect(series.length).toBe(3)
    expect(series.last(5)).toEqual([undefined, undefined, undefined, 3, 4])
  })

  it('is the end of what was pushed', () => {
    const value = fc.option(fc.double({ noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 1, max: 20 }), fc.nat(40), (values, capacity, count) => {
        const series = new Series(capacity)
        for (const v of values) series.push(v)
        const kept = values.slice(-capacity).slice(Math.max(0, Math.min(values.length, capacity) - count))
        expect(series.last(count)).toEqual([...Array.from({ length: count - kept.length }, () => undefined), ...kept])
      }),
    )
  })
})

describe('History', () => {
  const at = (before: Snapshot | undefined, sec: number) => derive(before, sample(sec, []))

  it('takes no point from a first snapshot', () => {
    const history = new History()
    history.push(at(undefined, 0), 1000)
    expect(history.of('cpu').length).toBe(0)
  })

  it('keeps the machine, each core by its number, and the interfaces to the outside together', () => {
    const history = new History()
    const first = at(undefined, 0)
    history.push(at(first, 2), 1000)
    expect(history.of('cpu').last(1)[0]).toBeGreaterThan(0)
    expect(history.of('memory').last(1)[0]).toBeGreaterThan(0)
    expect(history.core(2).last(1)).toEqual([0])
    expect(history.core(1).length).toBe(0)
    expect(history.of('receive').last(1)).toEqual([1_258_291])
    expect(history.of('send').last(1)).toEqual([33_792])
  })

  it('keeps what processors did, what memory was used for, and how long tasks were stalled', () => {
    const history = new History()
    const now = at(at(undefined, 0), 2)
    history.push(now, 1000)
    const last = (...figures: readonly Figure[]) => figures.map(figure => history.of(figure).last(1)[0])
    const { total } = now.cpu ?? {}
    const parts = last('user', 'nice', 'system', 'irq', 'guest', 'steal')
    expect(last('iowait')).toEqual([total?.iowaitPct])
    expect(parts.reduce<number>((sum, part) => sum + Number(part), 0)).toBeCloseTo(Number(total?.busyPct))
    const [used = 0, buffers = 0, cache = 0] = last('memory', 'buffers', 'cache')
    const { freeBytes = 0, totalBytes = 1 } = now.memory ?? {}
    expect(used + buffers + cache).toBeCloseTo(100 - (freeBytes / totalBytes) * 100)
    expect(last('stalledByCpu', 'stalledByMemory', 'stalledByIo')).toEqual([
      now.pressure?.cpu?.some.avg10,
      now.pressure?.memory?.some.avg10,
      now.pressure?.io?.some.avg10,
    ])
  })

  it('counts disks on which file systems lie, once each, and knows nothing where there are none', () => {
    const now = at(at(undefined, 0), 2)
    const history = new History()
    const [io] = now.diskIo
    const [disk] = now.disks
    if (io === undefined || disk === undefined) throw new Error('the sample has no disk')
    const device = (name: string, readBytesPerSec: number) => ({ ...io, device: name, readBytesPerSec })
    const on = (blockDevice: string) => ({ ...disk, blockDevice })
    const diskIo = [device('sda', 100), device('dm-0', 90), device('dm-1', 5)]
    history.push({ ...now, diskIo, disks: [on('dm-0'), on('dm-1'), on('dm-1')] }, 1000)
    expect(history.of('read').last(1)).toEqual([95])
    const none = new History()
    none.push({ ...now, disks: [] }, 1000)
    expect(none.of('read').last(1)).toEqual([undefined])
  })

  it('takes no second point for the same span from a sample out of turn', () => {
    const history = new History()
    const first = at(undefined, 0)
    const second = at(first, 1)
    history.push(second, 1000)
    history.push(at(first, 1.1), 1000)
    expect(history.of('cpu').length).toBe(1)
    history.push(at(second, 2), 1000)
    expect(history.of('cpu').length).toBe(2)
  })

  it('begins as another is, and goes its own way', () => {
    const history = new History()
    const first = at(undefined, 0)
    const second = at(first, 2)
    history.push(second, 1000)
    const copy = new History(history)
    history.push(at(second, 4), 1000)
    expect([copy.of('cpu').length, copy.core(2).length, copy.of('send').length]).toEqual([1, 1, 1])
    expect(history.core(2).length).toBe(2)
    expect(copy.of('memory').last(1)).toEqual(history.of('memory').last(1))
  })

  it('goes on after the clock went back', () => {
    const history = new History()
    history.push(at(at(undefined, 10), 11), 1000)
    history.push(at(at(undefined, 0), 1), 1000)
    expect(history.of('cpu').length).toBe(2)
  })

  it('counts what a bridge and a pair carry once, where it leaves the machine', () => {
    const history = new History()
    const [, eth0] = sample(0, []).network
    if (eth0 === undefined) throw new Error('the sample has no interface')
    const withBridge = (atSec: number) => {
      const now = sample(atSec, [])
      const of = (name: string, physical: boolean) => ({
        ...eth0,
        interface: name,
        physical,
        rxBytes: atSec * 1000,
        txBytes: atSec * 500,
      })
      return { ...now, network: [of('lo', false), of('eth0', true), of('docker0', false), of('veth1', false)] }
    }
    history.push(derive(derive(undefined, withBridge(0)), withBridge(2)), 1000)
    expect([history.of('receive').last(1), history.of('send').last(1)]).toEqual([[1000], [500]])
  })

  it('knows no sum where one part is unknown', () => {
    const history = new History()
    const [, eth0] = sample(0, []).network
    if (eth0 === undefined) throw new Error('the sample has no interface')
    const later = sample(2, [])
    const plugged = { ...later, network: [...later.network, { ...eth0, interface: 'eth1' }] }
    history.push(derive(at(undefined, 0), plugged), 1000)
    expect(history.of('receive').last(1)).toEqual([undefined])
  })

  describe('of a time in which nobody looked', () => {
    const HOUR_SEC = 3600
    /** As a machine that was suspended for so long tells it: its own clock stood still, that of its uptime did not. */
    const asleepFor = (sec: number, now: RawSample): RawSample => ({
      ...now,
      atMs: now.atMs + sec * 1000,
      host: { ...now.host, uptimeSec: (now.host.uptimeSec ?? 0) + sec },
    })
    const allOf = (history: History) => [
      history.of('cpu'),
      history.of('memory'),
      history.of('receive'),
      history.of('send'),
      history.core(2),
    ]
    const isKnown = (series: Series, count: number) => series.last(count).map(value => value !== undefined)

    it.each([
      ['the machine was suspended', (sec: number) => asleepFor(HOUR_SEC, sample(sec, [])), 1000],
      ['this program was stopped', (sec: number) => sample(sec + HOUR_SEC, []), 3_601_000],
    ])('has a gap, which is no point, where %s', (_, later, intervalMs) => {
      const history = new History()
      let snapshot = at(undefined, 0)
      for (const sec of [1, 2]) {
        snapshot = at(snapshot, sec)
        history.push(snapshot, 1000)
      }
      for (const sec of [3, 4, 5]) {
        const before = snapshot
        snapshot = derive(before, later(sec))
        if (sec === 3) expect(snapshot.intervalMs).toBe(intervalMs)
        history.push(snapshot, 1000)
      }
      for (const series of allOf(history)) {
        expect(isKnown(series, 8)).toEqual([false, true, true, false, false, false, true, true])
      }
    })

    it('has none where as much time passes at each look, or did until now', () => {
      const history = new History()
      let snapshot = at(undefined, 0)
      for (const [sec, everySec] of [
        [60, 60],
        [120, 60],
        [150, 1],
        [151, 1],
        [160, 1],
        [220, 60],
      ] as const) {
        snapshot = at(snapshot, sec)
        history.push(snapshot, everySec * 1000)
      }
      for (const series of allOf(history)) expect(isKnown(series, 6)).toEqual(Array(6).fill(true))
    })

    it('has none after samples out of turn, which are over the long interval of before', () => {
      const history = new History()
      const first = at(undefined, 0)
      const second = at(first, 60)
      history.push(second, 60_000)
      for (const sec of [60.2, 60.4]) history.push(at(first, sec), 1000)
      history.push(at(second, 61.2), 1000)
      expect(isKnown(history.of('cpu'), history.of('cpu').length)).toEqual([true, true])
    })

    it('has none where a clock was set, be it back or on', () => {
      const history = new History()
      const first = at(undefined, 0)
      const second = at(first, 1)
      history.push(second, 1000)
      for (const hours of [1, -1]) {
        const now = sample(2, [])
        history.push(derive(second, { ...now, atMs: now.atMs + hours * HOUR_SEC * 1000 }), 1000)
      }
      expect(isKnown(history.of('cpu'), history.of('cpu').length)).toEqual([true, true])
    })

    it('has one, and no other one, by its own clock, where the machine does not tell its uptime', () => {
      const untold = (sec: number): RawSample => {
        const now = sample(sec, [])
        return { ...now, host: { ...now.host, uptimeSec: undefined } }
      }
      const history = new History()
      const first = derive(undefined, untold(0))
      const second = derive(first, untold(1))
      history.push(second, 1000)
      const third = derive(second, untold(HOUR_SEC))
      history.push(third, 1000)
      history.push(at(third, HOUR_SEC + 1), 1000)
      expect(isKnown(history.of('cpu'), 5)).toEqual([true, false, false, false, true])
    })

    it('goes on with it in a copy', () => {
      const history = new History()
      const first = at(undefined, 0)
      const second = at(first, 1)
      history.push(second, 1000)
      const copy = new History(history)
      copy.push(derive(second, asleepFor(HOUR_SEC, sample(2, []))), 1000)
      expect(isKnown(copy.of('cpu'), 4)).toEqual([true, false, false, false])
      expect(history.of('cpu').length).toBe(1)
    })
  })
})
