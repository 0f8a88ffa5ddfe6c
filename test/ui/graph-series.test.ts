/** What a process reads and writes, drawn over time: a figure that no kernel counter line has, but a file of its own. */
import { afterEach, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { Past } from '../../src/model/past.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { graphSeries } from '../../src/ui/graph-series.ts'
import { NO_IO, record, sample } from '../export/moments.ts'
import { portable } from './portable.ts'
import { closeStage, openStage } from './stage.ts'
import { web3 } from './web-3.ts'

afterEach(closeStage)

it('are the rates of then, and unknown where nobody looked', () => {
  const one = record(7)
  const past = new Past()
  let before: Snapshot | undefined
  const seen: Snapshot[] = []
  for (let second = 1; second <= 4; second++) {
    const snapshot: Snapshot = derive(before, { ...sample(second, [one]), monotonicMs: second * 1000 })
    // In the third second nobody looks.
    if (second !== 3) {
      const value = { ...NO_IO, readBytes: second * second * 1000, writeBytes: second * 500 }
      Object.assign(one.facts, { ioBefore: one.facts.io, io: { atMs: second * 1000, value } })
      one.facts.revision++
    }
    past.add({ snapshot, troubles: [], points: 0 })
    seen.push(snapshot)
    before = snapshot
  }
  const newest = seen.at(-1)
  if (newest === undefined) throw new Error('no snapshot')
  const series = graphSeries(newest, newest.processes[0], (snapshot, id) => past.factsThen(snapshot, id))
  const values = (id: string) => seen.map(snapshot => series.find(found => found.id === id)?.value(snapshot))
  // From the second to the fourth second: 12,000 bytes in two.
  expect(values('read-7')).toEqual([undefined, 3000, undefined, 6000])
  expect(values('write-7')).toEqual([undefined, 500, undefined, 500])
})

it('are looked at with each sample as long as the graphs are open, and only of that process', async () => {
  const stage = await openStage({ width: 80, height: 24, seconds: 3 })
  const asked = () => stage.source.filled.filter(({ facets }) => facets.includes('io'))
  await stage.pass(2000)
  expect(asked()).toEqual([])
  await stage.press('z')
  while (stage.text.includes(' COMMAND')) await stage.settle()
  await stage.pass(3000)
  expect(asked()).toEqual(Array.from({ length: 4 }, () => ({ count: 1, facets: ['io'] })))
  await stage.press('escape')
  await stage.pass(2000)
  expect(asked()).toHaveLength(4)
})

it('there are none of what the system does not tell', () => {
  const change = portable('windows')
  const snapshot = derive(derive(undefined, change(web3(1))), change(web3(3)))
  const ids = graphSeries(snapshot, snapshot.processes[0], () => undefined).map(({ id }) => id)
  for (const id of ['busyPct', 'memory', 'rx-eth0', 'cpu-1']) expect(ids).toContain(id)
  for (const id of ['iowaitPct', 'stealPct', 'load', 'swap', 'psi-cpu', 'threads-1']) expect(ids).not.toContain(id)
  const mac = derive(undefined, portable('mac')(web3(1)))
  const ofDisks = graphSeries(mac, undefined, () => undefined).filter(({ id }) => id.includes('disk'))
  expect(ofDisks.map(({ title }) => title)).toEqual(['all disks read', 'all disks write'])
})
