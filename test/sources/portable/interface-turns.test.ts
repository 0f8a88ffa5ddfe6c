import { describe, expect, it } from 'vitest'
import type { Answered, InterfaceStats } from '../../../src/sources/portable/answers.ts'
import { InterfaceTurns } from '../../../src/sources/portable/interface-turns.ts'

/** `eth0` to `eth(n-1)` */
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `eth${at}`)

const stats = (iface: string, bytes: number): InterfaceStats => ({
  iface,
  operstate: 'up',
  rx_bytes: bytes,
  tx_bytes: bytes,
})

/** Each that was asked for tells so many bytes. */
const all = (names: readonly string[], atMs: number, bytes = atMs): Answered<'network'> => ({
  value: names.map(name => stats(name, bytes)),
  names,
  atMs,
})

describe('where each interface is a program', () => {
  it('those of whom no answer comes do not keep the others from their turn', () => {
    const turns = new InterfaceTurns('linux')
    const names = many(20)
    const silent = turns.next(names)
    turns.passOver([...silent, 'gone'])
    expect(turns.next(names)).toEqual(names.slice(8, 16))
    turns.counters(all(turns.next(names), 1_000), names)
    expect(turns.next(names)).toEqual([...names.slice(16), ...names.slice(0, 4)])
  })

  it('no question is about more than eight, and each has its turn', () => {
    const turns = new InterfaceTurns('linux')
    const names = many(20)
    const asked: string[][] = []
    for (let scan = 0; scan < 5; scan++) {
      const next = turns.next(names)
      asked.push([...next])
      turns.counters(all(next, 1_000 * scan), names)
    }
    expect(asked.slice(0, 3)).toEqual([
      names.slice(0, 8),
      names.slice(8, 16),
      [...names.slice(16), ...names.slice(0, 4)],
    ])
    expect(new Set(asked.slice(0, 3).flat()).size).toBe(20)
    expect(asked.every(next => next.length === 8)).toBe(true)
  })

  it('those that were not asked keep what was told, each with its own moment, in the order of the system', () => {
    const turns = new InterfaceTurns('linux')
    const names = many(10)
    const first = turns.counters(all(turns.next(names), 1_000), names)
    expect(first.map(one => one.interface)).toEqual(names.slice(0, 8))
    const second = turns.counters(all(turns.next(names), 2_000), names)
    expect(second.map(one => [one.interface, one.rxBytes, one.readAtMs])).toEqual([
      ...names.slice(0, 6).map(name => [name, 2_000, 2_000]),
      ['eth6', 1_000, 1_000],
      ['eth7', 1_000, 1_000],
      ['eth8', 2_000, 2_000],
      ['eth9', 2_000, 2_000],
    ])
    expect(second[6]).toBe(first[6])
  })

  it('the same are asked again until an answer has come', () => {
    const turns = new InterfaceTurns('linux')
    const names = many(10)
    expect(turns.next(names)).toEqual(turns.next(names))
    const answer = all(turns.next(names), 1_000)
    turns.counters(answer, names)
    const next = turns.next(names)
    turns.counters(answer, names)
    expect(turns.next(names), 'the same answer is no new one').toEqual(next)
    expect(next[0]).toBe('eth8')
  })

  it('who is gone is dropped, and has nothing to its name when it is back', () => {
    const turns = new InterfaceTurns('linux')
    const names = many(10)
    turns.counters(all(turns.next(names), 1_000), names)
    const rest = names.filter(name => name !== 'eth3')
    expect(turns.counters(undefined, rest).map(one => one.interface)).not.toContain('eth3')
    expect(turns.next(rest)).not.toContain('eth3')
    expect(turns.counters(undefined, names).map(one => one.interface)).not.toContain('eth3')
    expect(turns.next(names).slice(0, 2), 'it has to wait its turn as a newcomer does').toEqual(['eth8', 'eth9'])
  })

  it('who could not be read this time is unknown, not as it was', () => {
    const turns = new InterfaceTurns('linux')
    const names = many(2)
    expect(turns.counters(all(turns.next(names), 1_000), names)).toHaveLength(2)
    const unread = { ...all(['eth1'], 2_000), names }
    expect(turns.counters(unread, names).map(one => one.interface)).toEqual(['eth1'])
  })

  it('newcomers do not keep the others from their turn', () => {
    const turns = new InterfaceTurns('linux')
    let names = many(8)
    turns.counters(all(turns.next(names), 1_000), names)
    names = [...names, ...Array.from({ length: 30 }, (_, at) => `veth${at}`)]
    const asked = new Set<string>()
    for (let scan = 2; scan < 7; scan++) {
      const next = turns.next(names)
      for (const name of next) asked.add(name)
      turns.counters(all(next, scan * 1_000), names)
      // Some are replaced at each scan.
      names = names.map(name => (name.startsWith(`veth${scan}`) ? `veth${scan}.${name}` : name))
    }
    expect([...asked]).toEqual(expect.arrayContaining(many(8).slice(0, 2)))
  })
})

it.each(['darwin', 'freebsd'] as const)('on %s one program tells of all, so all are asked for', platform => {
  const turns = new InterfaceTurns(platform)
  expect(turns.next(many(300))).toHaveLength(300)
})
