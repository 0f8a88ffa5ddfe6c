import { expect, it } from 'vitest'
import { CpuTimes } from '../../../src/sources/portable/child/cpu-times.ts'
import { Listing } from '../../../src/sources/portable/child/listing.ts'
import type { LibraryProcess } from '../../../src/sources/portable/child/merge.ts'
import type { PsLine } from '../../../src/sources/portable/child/own-ps.ts'

const process = (pid: number): LibraryProcess => ({
  pid,
  parentPid: 1,
  name: 'sleep',
  nice: 0,
  memVsz: 1,
  memRss: 1,
  started: '2026-11-30 10:00:00',
  tty: '',
  user: 'me',
  state: 'sleeping',
  command: 'sleep',
})

function listingOf() {
  const machine = {
    list: [process(7), process(8), process(9)] as readonly LibraryProcess[],
    living: new Set([7, 8]),
    own: undefined as Map<number, PsLine> | undefined,
  }
  let monotonicMs = 0
  const moment = () => ({ wallMs: 1_000_000 + monotonicMs, monotonicMs })
  const times = new CpuTimes({
    platform: 'linux',
    moment,
    maxAgeMs: 10_000,
    mostDescriptors: 100,
    async ask(pids) {
      monotonicMs += 10
      const usage = { memory: 1, ctime: monotonicMs, elapsed: 1, timestamp: moment().wallMs }
      return Object.fromEntries(pids.filter(pid => machine.living.has(pid)).map(pid => [pid, usage]))
    },
  })
  const library = async () => machine.list
  const listing = new Listing({ platform: 'linux', helperPid: 5, library, ps: async () => machine.own, times, moment })
  return { listing, machine }
}

it('asks for times anew where the library hands out its former list, and leaves out who is gone', async () => {
  const { listing, machine } = listingOf()
  const first = await listing.read()
  expect(first.map(one => [one.pid, one.cpuMs])).toEqual([
    [7, 10],
    [8, 10],
    [9, undefined],
  ])
  machine.living.delete(8)
  const second = await listing.read()
  expect(second.map(one => [one.pid, one.cpuMs])).toEqual([
    [7, 20],
    [9, undefined],
  ])
  // In a list that is new, pid 8 is somebody else.
  machine.list = [...machine.list]
  expect((await listing.read()).map(({ pid }) => pid)).toEqual([7, 8, 9])
})

it('takes an empty list for what it is, a failure', async () => {
  const { listing, machine } = listingOf()
  machine.list = []
  await expect(listing.read()).rejects.toThrow('ps(1) is not there, or it fails')
  machine.own = new Map()
  await expect(listing.read()).rejects.toThrow('the list of processes is empty')
})
