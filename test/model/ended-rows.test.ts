import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { endedRows, withEnded } from '../../src/model/ended-rows.ts'
import { hasNewState } from '../../src/model/new-state.ts'
import { processId } from '../../src/model/process.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

/** Snapshots a second apart, of these pids. */
function played(...seconds: readonly (readonly number[])[]): Snapshot[] {
  const snapshots: Snapshot[] = []
  seconds.forEach((pids, second) => {
    const records = pids.map(pid => record(pid, { rssBytes: pid * 10 }))
    snapshots.push(derive(snapshots.at(-1), sample(second, records)))
  })
  return snapshots
}

const told = (earlier: readonly Snapshot[], shown: Snapshot) =>
  [...endedRows(earlier, shown).values()].map(({ row, goneMs }) => [row.record.pid, goneMs])

describe('processes that have ended', () => {
  it('are those of the samples before, with how long ago they were missed first', () => {
    const [a, b, c, d] = played([1, 5, 9, 12], [1, 9, 12], [1, 9, 12], [1, 12]) as [
      Snapshot,
      Snapshot,
      Snapshot,
      Snapshot,
    ]
    expect(told([a, b, c], d)).toEqual([
      [5, 2000],
      [9, 0],
    ])
    expect(told([c], d)).toEqual([[9, 0]])
    expect(told([a], a)).toEqual([])
    expect(told([], d)).toEqual([])
    expect(endedRows([a], b).get(processId(5, 500))?.row).toBe(a.processes[1])
  })

  it('have lost a pid that somebody else has by now', () => {
    const [before] = played([1, 5]) as [Snapshot]
    const now = derive(before, sample(1, [record(1, {}), { ...record(5, {}), id: processId(5, 77) }]))
    expect(told([before], now)).toEqual([])
  })

  it('stand at their places among the others', () => {
    const [before, now] = played([3, 5, 9], [3, 9, 11]) as [Snapshot, Snapshot]
    const ended = endedRows([before], now)
    expect(withEnded(now.processes, ended).map(row => row.record.pid)).toEqual([3, 5, 9, 11])
    expect(withEnded(before.processes, new Map())).toBe(before.processes)
  })
})

describe('a state', () => {
  it.each([
    ['S', 'D', true],
    ['D', 'S', true],
    ['R', 'Z', true],
    ['T', 'R', true],
    ['R', 'S', false],
    ['S', 'R', false],
    ['I', 'S', false],
    ['D', 'D', false],
  ])('that was %s and is %s is new: %s', (old, now, wanted) => {
    const before = derive(undefined, sample(0, [record(5, { state: old })]))
    const [row] = derive(before, sample(1, [record(5, { state: now })])).processes
    expect(row && hasNewState(row, before)).toBe(wanted)
    expect(row && hasNewState(row, undefined)).toBe(false)
    const other = derive(undefined, sample(0, [{ ...record(5, { state: old }), id: processId(5, 77) }]))
    expect(row && hasNewState(row, other)).toBe(false)
  })
})
