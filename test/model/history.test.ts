import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { History, Series } from '../../src/model/history.ts'
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
    history.push(at(undefined, 0))
    expect(history.cpu.length).toBe(0)
  })

  it('keeps the machine, each core by its number, and the interfaces to the outside together', () => {
    const history = new History()
    const first = at(undefined, 0)
    history.push(at(first, 2))
    expect(history.cpu.last(1)[0]).toBeGreaterThan(0)
    expect(history.memory.last(1)[0]).toBeGreaterThan(0)
    expect(history.core(2).last(1)).toEqual([0])
    expect(history.core(1).length).toBe(0)
    expect(history.receive.last(1)).toEqual([1_258_291])
    expect(history.send.last(1)).toEqual([33_792])
  })

  it('takes no second point for the same span from a sample out of turn', () => {
    const history = new History()
    const first = at(undefined, 0)
    const second = at(first, 1)
    history.push(second)
    history.push(at(first, 1.1))
    expect(history.cpu.length).toBe(1)
    history.push(at(second, 2))
    expect(history.cpu.length).toBe(2)
  })

  it('begins as another is, and goes its own way', () => {
    const history = new History()
    const first = at(undefined, 0)
    const second = at(first, 2)
    history.push(second)
    const copy = new History(history)
    history.push(at(second, 4))
    expect([copy.cpu.length, copy.core(2).length, copy.send.length]).toEqual([1, 1, 1])
    expect(history.core(2).length).toBe(2)
    expect(copy.memory.last(1)).toEqual(history.memory.last(1))
  })

  it('goes on after the clock went back', () => {
    const history = new History()
    history.push(at(at(undefined, 10), 11))
    history.push(at(at(undefined, 0), 1))
    expect(history.cpu.length).toBe(2)
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
    history.push(derive(derive(undefined, withBridge(0)), withBridge(2)))
    expect([history.receive.last(1), history.send.last(1)]).toEqual([[1000], [500]])
  })

  it('knows no sum where one part is unknown', () => {
    const history = new History()
    const [, eth0] = sample(0, []).network
    if (eth0 === undefined) throw new Error('the sample has no interface')
    const later = sample(2, [])
    const plugged = { ...later, network: [...later.network, { ...eth0, interface: 'eth1' }] }
    history.push(derive(at(undefined, 0), plugged))
    expect(history.receive.last(1)).toEqual([undefined])
  })
})
