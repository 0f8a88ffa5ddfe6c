import { describe, expect, it } from 'vitest'
import { cpuShares, derive } from '../../src/model/derive.ts'
import type { CpuTimes, DiskIoCounters, NetworkCounters, RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { sample } from '../export/moments.ts'

const MIB = 1024 ** 2

const NO_TIME: CpuTimes = {
  userMs: 0,
  niceMs: 0,
  systemMs: 0,
  idleMs: 0,
  iowaitMs: 0,
  irqMs: 0,
  softirqMs: 0,
  stealMs: 0,
  guestMs: 0,
  guestNiceMs: 0,
}

/** The picture of the second of two samples two seconds apart, each changed as told. */
function between(before: Partial<RawSample>, now: Partial<RawSample>): Snapshot {
  return derive(derive(undefined, { ...sample(0, []), ...before }), { ...sample(2, []), ...now })
}

function disk(device: string, over: Partial<DiskIoCounters> = {}): DiskIoCounters {
  return {
    device,
    major: 8,
    minor: 0,
    wholeDisk: true,
    reads: 0,
    readBytes: 0,
    readMs: 0,
    writes: 0,
    writeBytes: 0,
    writeMs: 0,
    inFlight: 0,
    busyMs: 0,
    weightedMs: 0,
    ...over,
  }
}

function net(name: string, rxBytes: number, txBytes: number): NetworkCounters {
  return {
    interface: name,
    rxBytes,
    rxPackets: 0,
    rxErrors: 0,
    rxDropped: 0,
    txBytes,
    txPackets: 0,
    txErrors: 0,
    txDropped: 0,
    up: true,
  }
}

describe('a first snapshot', () => {
  const first = derive(undefined, sample(0, []))

  it('knows levels and no rates', () => {
    expect(first.intervalMs).toBeUndefined()
    expect(first.cpu?.total).toBeUndefined()
    expect(first.cpu?.cores.map(core => core.shares)).toEqual([undefined, undefined])
    expect(first.cpu?.contextSwitchesPerSec).toBeUndefined()
    expect(first.tasks.forksPerSec).toBeUndefined()
    expect(first.swap).toMatchObject({ usedBytes: 512 * MIB, inBytesPerSec: undefined, outBytesPerSec: undefined })
    expect(first.diskIo[0]).toMatchObject({ readBytesPerSec: undefined, busyPct: undefined, queue: undefined })
    expect(first.network[1]).toMatchObject({ rxBytesPerSec: undefined, txBytesPerSec: undefined, rxErrors: 1 })
    expect(first.memory?.usedBytes).toBe((24_576 - 22_221) * MIB)
  })
})

describe('rates between two samples', () => {
  it('are over the time that really passed', () => {
    const { intervalMs, cpu, tasks, swap, diskIo, network } = between({}, {})
    expect(intervalMs).toBe(2000)
    expect(cpu?.contextSwitchesPerSec).toBe(500)
    expect(tasks.forksPerSec).toBe(4)
    expect(swap).toMatchObject({ inBytesPerSec: 0, outBytesPerSec: MIB })
    expect(diskIo[0]).toMatchObject({ readBytesPerSec: MIB, writeBytesPerSec: 0, readsPerSec: 10, busyPct: 3 })
    // 20 requests took 20 ms between them; 90 ms weighted over two seconds.
    expect(diskIo[0]).toMatchObject({ awaitMs: 1, queue: 0.045 })
    expect(network[1]).toMatchObject({ rxBytesPerSec: 1_258_291, txBytesPerSec: 33_792 })
  })

  it('are unknown where the monotonic clock stood still or went back', () => {
    for (const monotonicMs of [1000, 999]) {
      const { intervalMs, cpu, diskIo, network, swap } = between({}, { monotonicMs })
      expect(intervalMs).toBeUndefined()
      expect(cpu?.total).toBeUndefined()
      expect(cpu?.contextSwitchesPerSec).toBeUndefined()
      expect(diskIo[0]?.readBytesPerSec).toBeUndefined()
      expect(diskIo[0]?.queue).toBeUndefined()
      expect(network[1]?.rxBytesPerSec).toBeUndefined()
      expect(swap?.outBytesPerSec).toBeUndefined()
    }
  })

  it('do not care about the wall clock', () => {
    expect(between({}, { atMs: 0 }).network[1]?.rxBytesPerSec).toBe(1_258_291)
  })

  it('are unknown, each for itself, where its counter went back', () => {
    const { diskIo } = between(
      { diskIo: [disk('sda', { readBytes: 100, writeBytes: 100, reads: 5, readMs: 9, busyMs: 7, weightedMs: 7 })] },
      { diskIo: [disk('sda', { readBytes: 50, writeBytes: 300, reads: 2, readMs: 1, busyMs: 1, weightedMs: 9 })] },
    )
    expect(diskIo[0]).toMatchObject({
      readBytesPerSec: undefined,
      writeBytesPerSec: 100,
      readsPerSec: undefined,
      busyPct: undefined,
      awaitMs: undefined,
      queue: 0.001,
    })
    const { network } = between({ network: [net('wg0', 900, 0)] }, { network: [net('wg0', 100, 40)] })
    expect(network[0]).toMatchObject({ rxBytesPerSec: undefined, txBytesPerSec: 20 })
    const paging = { swapInBytes: 0, swapOutBytes: 0, oomKills: undefined, reclaimedBytes: 0 }
    expect(between({}, { paging }).swap).toMatchObject({ inBytesPerSec: undefined, outBytesPerSec: undefined })
  })

  it('are over the time between two readings of the device, where it is read seldomer, and stay until the next', () => {
    const first = derive(undefined, { ...sample(0, []), network: [{ ...net('en0', 1000, 0), readAtMs: 90 }] })
    const read = { ...net('en0', 5000, 0), readAtMs: 1090 }
    const second = derive(first, { ...sample(2, []), network: [read] })
    expect(second.network[0]?.rxBytesPerSec).toBe(4000)
    expect(derive(second, { ...sample(3, []), network: [read] }).network[0]?.rxBytesPerSec).toBe(4000)
    // Read anew, and nothing came meanwhile.
    const again = { ...read, readAtMs: 3000 }
    expect(derive(second, { ...sample(4, []), network: [again] }).network[0]?.rxBytesPerSec).toBe(0)
  })

  it('join disks and interfaces by name, whatever comes, goes or changes places', () => {
    const { diskIo, network } = between(
      {
        diskIo: [disk('sda', { readBytes: 100 }), disk('sdb', { readBytes: 5000 })],
        network: [net('eth0', 10, 0), net('veth1', 9999, 0)],
      },
      {
        diskIo: [disk('sdc', { readBytes: 7 }), disk('sdb', { readBytes: 5200 })],
        network: [net('veth2', 50, 0), net('eth0', 30, 0)],
      },
    )
    expect(diskIo.map(d => [d.device, d.readBytesPerSec])).toEqual([
      ['sdc', undefined],
      ['sdb', 100],
    ])
    expect(network.map(n => [n.interface, n.rxBytesPerSec])).toEqual([
      ['veth2', undefined],
      ['eth0', 10],
    ])
  })

  it('know no mean wait where no request was served', () => {
    const { diskIo } = between({ diskIo: [disk('sda')] }, { diskIo: [disk('sda')] })
    expect(diskIo[0]).toMatchObject({ readsPerSec: 0, busyPct: 0, awaitMs: undefined, queue: 0 })
  })

  it('keep a busy time that outran the clock at a hundred percent', () => {
    const { diskIo } = between({ diskIo: [disk('sda')] }, { diskIo: [disk('sda', { busyMs: 2004 })] })
    expect(diskIo[0]?.busyPct).toBe(100)
  })
})

describe('shares of a processor', () => {
  it('add up to busy, but for iowait', () => {
    const now = {
      userMs: 300,
      niceMs: 50,
      systemMs: 100,
      idleMs: 340,
      iowaitMs: 50,
      irqMs: 10,
      softirqMs: 20,
      stealMs: 80,
      guestMs: 40,
      guestNiceMs: 10,
    }
    expect(cpuShares(NO_TIME, now)).toEqual({
      busyPct: 61,
      userPct: 30,
      nicePct: 5,
      systemPct: 10,
      iowaitPct: 5,
      irqPct: 3,
      stealPct: 8,
      guestPct: 5,
    })
  })

  it('clamp iowait alone when it goes back', () => {
    const before = { ...NO_TIME, iowaitMs: 500 }
    expect(cpuShares(before, { ...NO_TIME, userMs: 25, idleMs: 75, iowaitMs: 480 })).toMatchObject({
      busyPct: 25,
      iowaitPct: 0,
    })
  })

  it('leave out what the system does not tell, and add up without it', () => {
    const untold = { niceMs: undefined, iowaitMs: undefined, irqMs: 10, softirqMs: undefined, stealMs: undefined }
    const before = { ...NO_TIME, ...untold, guestMs: undefined, guestNiceMs: undefined }
    const now = { ...before, userMs: 30, systemMs: 10, idleMs: 50, irqMs: 20 }
    expect(cpuShares(before, now)).toEqual({
      busyPct: 50,
      userPct: 30,
      nicePct: undefined,
      systemPct: 10,
      iowaitPct: undefined,
      irqPct: 10,
      stealPct: undefined,
      guestPct: undefined,
    })
  })

  it('are unknown when any other time goes back, and over no time', () => {
    const later = { ...NO_TIME, userMs: 100, idleMs: 100 }
    for (const field of Object.keys(NO_TIME) as (keyof CpuTimes)[]) {
      if (field === 'iowaitMs') continue
      expect(cpuShares({ ...NO_TIME, [field]: 1000 }, later), field).toBeUndefined()
    }
    expect(cpuShares(later, later)).toBeUndefined()
    expect(cpuShares(undefined, later)).toBeUndefined()
  })

  it('are joined by the number of the core: one may go offline, another come', () => {
    const core = (id: number, userMs: number, idleMs: number) => ({ id, times: { ...NO_TIME, userMs, idleMs } })
    const cpu = sample(0, []).cpu
    if (cpu === undefined) throw new Error('the sample has no processors')
    const { cpu: load } = between(
      { cpu: { ...cpu, cores: [core(0, 0, 0), core(1, 900, 0), core(2, 0, 0)] } },
      { cpu: { ...cpu, cores: [core(0, 50, 50), core(2, 10, 90), core(3, 5, 5)] } },
    )
    expect(load?.cores.map(({ id, shares }) => [id, shares?.busyPct])).toEqual([
      [0, 50],
      [2, 10],
      [3, undefined],
    ])
  })
})

describe('what a kernel does not tell', () => {
  it('is unknown, never 0', () => {
    const { cpu: _, memory: __, paging: ___, load: ____, pressure: _____, ...bare } = sample(0, [])
    const snapshot = derive(derive(undefined, bare), { ...bare, monotonicMs: bare.monotonicMs + 1000 })
    expect(snapshot).toMatchObject({ cpu: undefined, memory: undefined, swap: undefined, load: undefined })
    expect(snapshot.tasks.forksPerSec).toBeUndefined()
  })

  it('leaves swap without traffic counters its levels', () => {
    const { paging: _, ...rest } = sample(2, [])
    const { swap } = derive(derive(undefined, sample(0, [])), rest)
    expect(swap).toMatchObject({ usedPct: 25, inBytes: undefined, inBytesPerSec: undefined })
  })

  it('makes no percentage of no swap', () => {
    const memory = sample(0, []).memory
    if (memory === undefined) throw new Error('the sample has no memory')
    const { swap } = between({}, { memory: { ...memory, swapTotalBytes: 0, swapFreeBytes: 0 } })
    expect(swap).toMatchObject({ totalBytes: 0, usedBytes: 0, usedPct: undefined })
  })

  it('leaves a mount that does not answer without percentages', () => {
    const { disks } = between({}, {})
    expect(disks[0]).toMatchObject({ mount: '/', inodesUsedPct: 10 })
    expect(disks[0]?.usedPct).toBeCloseTo((16 / 72) * 100)
    expect(disks[1]).toMatchObject({ usedPct: undefined, inodesUsedPct: undefined, trouble: 'does not answer' })
  })
})
