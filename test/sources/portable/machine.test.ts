import type { CpuInfo } from 'node:os'
import fc from 'fast-check'
import type { Systeminformation as Si } from 'systeminformation'
import { describe, expect, it } from 'vitest'
import { derive } from '../../../src/model/derive.ts'
import type { CpuTimes } from '../../../src/model/sample.ts'
import type { Answers } from '../../../src/sources/portable/answers.ts'
import { wasRead } from '../../../src/sources/portable/child/interfaces.ts'
import { cpuCounters } from '../../../src/sources/portable/cpu.ts'
import { diskIoCounters } from '../../../src/sources/portable/disks.ts'
import { BootClock, cpuModel, hostOf } from '../../../src/sources/portable/host.ts'
import { memoryInfo } from '../../../src/sources/portable/memory.ts'
import { networkCounters } from '../../../src/sources/portable/network.ts'
import { sample } from '../../export/moments.ts'
import { answered, posted } from './answers.ts'

describe('times of processors', () => {
  const cpus = posted<CpuInfo[]>('win32/cpus')

  it('are of Windows without nice and interrupts, which its kernel’s time holds', () => {
    const counters = cpuCounters(cpus, 'win32')
    expect(counters?.cores).toHaveLength(6)
    expect(counters?.cores[0]).toMatchObject({
      id: 0,
      times: { userMs: 14968750, systemMs: 10068437, idleMs: 763819250, niceMs: undefined, irqMs: undefined },
    })
    expect(counters?.total.userMs).toBe(101542936)
    expect(counters?.total.irqMs).toBeUndefined()
  })

  it('are of macOS without interrupts, which it does not count, and with both elsewhere', () => {
    const kinds = (platform: NodeJS.Platform) => {
      const total: Partial<CpuTimes> = cpuCounters(cpus, platform)?.total ?? {}
      return [total.niceMs, total.irqMs, total.iowaitMs, total.stealMs]
    }
    expect(kinds('darwin')).toEqual([0, undefined, undefined, undefined])
    expect(kinds('freebsd')).toEqual([0, 1049795, undefined, undefined])
    expect(kinds('linux')).toEqual([0, 1049795, undefined, undefined])
  })

  it('become shares of all that is counted', () => {
    const times = { user: 1000, nice: 0, sys: 500, idle: 8500, irq: 0 }
    const later = { user: 1200, nice: 0, sys: 550, idle: 9250, irq: 0 }
    const at = (sec: number, of: CpuInfo['times']) => {
      const cpu = cpuCounters([{ times: of }], 'darwin')
      return { ...sample(sec, []), ...(cpu && { cpu }) }
    }
    expect(derive(derive(undefined, at(0, times)), at(1, later)).cpu?.total).toMatchObject({
      busyPct: 25,
      userPct: 20,
      systemPct: 5,
      iowaitPct: undefined,
    })
  })

  it('are unknown where no processor is listed', () => {
    expect(cpuCounters([], 'linux')).toBeUndefined()
  })

  it('are never negative, and sum up to the whole', () => {
    const times = fc.record({ user: fc.nat(), nice: fc.nat(), sys: fc.nat(), idle: fc.nat(), irq: fc.nat() })
    const platform = fc.constantFrom<NodeJS.Platform>('linux', 'darwin', 'win32', 'freebsd')
    fc.assert(
      fc.property(fc.array(fc.record({ times }), { minLength: 1 }), platform, (all, of) => {
        const { total, cores } = cpuCounters(all, of) ?? { total: undefined, cores: [] }
        expect(total?.idleMs).toBe(cores.reduce((sum, core) => sum + core.times.idleMs, 0))
        for (const value of Object.values(total ?? {})) if (value !== undefined) expect(value).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('memory', () => {
  it('of macOS is what can be had, with the cache beside, and its swap', () => {
    expect(memoryInfo(posted('darwin/mem'), 'darwin')).toEqual({
      totalBytes: 34359738368,
      freeBytes: 647348224,
      availableBytes: 23513726976,
      buffersBytes: undefined,
      cachedBytes: 22866378752,
      activeBytes: undefined,
      inactiveBytes: 10776772608,
      sharedBytes: undefined,
      slabBytes: undefined,
      dirtyBytes: undefined,
      swapTotalBytes: 5368709120,
      swapFreeBytes: 1359541699,
    })
  })

  it('of macOS without swap may be that there is none, or that nobody could tell', () => {
    const mem = { ...posted<Si.MemData>('darwin/mem'), swaptotal: 0, swapused: 0, swapfree: 0 }
    expect(memoryInfo(mem, 'darwin')).toMatchObject({ swapTotalBytes: undefined, swapFreeBytes: undefined })
  })

  it('of Linux has no active: what the library calls so is the use of it', () => {
    const mem = { ...posted<Si.MemData>('linux/mem'), reclaimable: 1024 }
    expect(memoryInfo(mem, 'linux')).toMatchObject({
      availableBytes: 66059640832,
      buffersBytes: 63213568,
      cachedBytes: 800124928 + 1024,
      slabBytes: 268804096,
      dirtyBytes: 8192,
      activeBytes: undefined,
      swapTotalBytes: 8589930496,
    })
    // A machine without swap says so.
    expect(memoryInfo({ ...mem, swaptotal: 0, swapfree: 0 }, 'linux')?.swapTotalBytes).toBe(0)
    // What that version does not tell is not 0.
    expect(memoryInfo(posted('linux/mem'), 'linux')?.cachedBytes).toBeUndefined()
  })

  it('is unknown where the library could not read it and says what is free were all that can be had', () => {
    const mem: Si.MemData = {
      ...posted<Si.MemData>('darwin/mem'),
      active: 33712390144,
      available: 647348224,
      buffcache: 0,
      reclaimable: 0,
    }
    for (const platform of ['linux', 'darwin', 'freebsd'] as const) expect(memoryInfo(mem, platform)).toBeUndefined()
    // Windows has what is on standby in it.
    expect(memoryInfo(mem, 'win32')).toMatchObject({ availableBytes: 647348224, cachedBytes: undefined })
    expect(memoryInfo({ ...mem, buffcache: Number.NaN }, 'freebsd')).toBeUndefined()
  })
})

describe('traffic', () => {
  it('is counted by its interfaces, and its rates are those of the library', () => {
    const [first = [], second = []] = posted<Si.NetworkStatsData[][]>('darwin/networkStats')
    const counters = networkCounters(answered<'network'>(first, 5000))
    expect(counters).toEqual([
      {
        interface: 'en0',
        rxBytes: 1752866207,
        rxPackets: undefined,
        rxErrors: 0,
        rxDropped: 0,
        txBytes: 180934681,
        txPackets: undefined,
        txErrors: 0,
        txDropped: 0,
        up: true,
        readAtMs: 5000,
      },
    ])
    const before = derive(undefined, { ...sample(0, []), network: counters })
    const now = networkCounters(answered<'network'>(second, 5985))
    const { network } = derive(before, { ...sample(1, []), network: now })
    expect(network[0]?.rxBytesPerSec).toBeCloseTo(second[0]?.rx_sec ?? 0, 3)
    expect(network[0]?.txBytesPerSec).toBeCloseTo(second[0]?.tx_sec ?? 0, 3)
  })

  it('has packets where they are told, and a state where it is', () => {
    const told = { iface: 'lo0', operstate: 'unknown', rx_bytes: 0, tx_bytes: 0, rx_packets: 7, tx_dropped: 2 }
    expect(networkCounters(answered<'network'>([told, { ...told, operstate: 'down' }]))).toMatchObject([
      { rxBytes: 0, rxPackets: 7, txPackets: undefined, rxErrors: undefined, txDropped: 2, up: undefined },
      { up: false },
    ])
  })

  it('of an interface that the library could not read is unknown, and not 0', () => {
    const unread = posted<Si.NetworkStatsData[]>('win32/networkStats-unread')
    expect(unread.filter(wasRead)).toEqual([])
    expect(wasRead({ ...unread[0], operstate: 'down' } as Si.NetworkStatsData)).toBe(true)
    const broken = unread.map(stats => ({ ...stats, operstate: 'up', rx_bytes: Number.NaN }))
    expect(networkCounters(answered<'network'>(broken))).toEqual([])
  })
})

describe('reading and writing', () => {
  it('is that of all disks together', () => {
    const [disk, ...others] = diskIoCounters(answered<'diskIo'>(posted('linux/disksIO'), 7000))
    expect(others).toEqual([])
    expect(disk).toMatchObject({
      device: 'all disks',
      wholeDisk: true,
      reads: 899825,
      writes: 932331,
      readBytes: 14015849472,
      writeBytes: 15316003328,
      busyMs: undefined,
      // Of a version that does not tell.
      readMs: undefined,
      readAtMs: 7000,
    })
  })

  it('is unknown, each half by itself, where the library found no disks or knows no way', () => {
    const { io, bytes } = posted<Answers['diskIo']>('linux/disksIO')
    const none = { rIO: 0, wIO: 0 } as Si.DisksIoData
    const of = (value: Answers['diskIo']) => diskIoCounters(answered<'diskIo'>(value))
    expect(of({ io: null, bytes: null })).toEqual([])
    expect(of({ io: none, bytes: null })).toEqual([])
    expect(of({ io: none, bytes })[0]).toMatchObject({ reads: undefined, readBytes: 14015849472 })
    expect(of({ io, bytes: null })[0]).toMatchObject({ reads: 899825, readBytes: undefined })
  })

  it('has the times that are told, and none of disks that were not found', () => {
    const timed = { rIO: 5, wIO: 6, rWaitTime: 70, wWaitTime: 80, tWaitTime: 90 }
    const none = { rIO: 0, wIO: 0, rWaitTime: 0, wWaitTime: 0, tWaitTime: 0 }
    const of = (io: Answers['diskIo']['io']) => diskIoCounters(answered<'diskIo'>({ io, bytes: { rx: 1, wx: 2 } }))[0]
    expect(of(timed)).toMatchObject({ readMs: 70, writeMs: 80, weightedMs: 90 })
    expect(of({ rIO: 5, wIO: 6, rWaitTime: 70 })).toMatchObject({
      readMs: 70,
      writeMs: undefined,
      weightedMs: undefined,
    })
    expect(of(none)).toMatchObject({ reads: undefined, readMs: undefined, writeMs: undefined, weightedMs: undefined })
  })
})

describe('the host', () => {
  const facts = { name: 'box', os: 'Darwin', kernel: '25.0.0', arch: 'arm64', cpuModel: undefined }

  it('has its processor from Node, and from the library where Node does not know', () => {
    expect(cpuModel(posted<CpuInfo[]>('win32/cpus')[0]?.model)).toBe('Intel Xeon E5-2667 v2 @ 3.30GHz')
    expect(cpuModel('unknown')).toBeUndefined()
    const cpu = { manufacturer: 'Intel®', brand: 'Core™ i7-4960HQ' } as Si.CpuData
    const boot = { atMs: 0, monotonicMs: 0 }
    expect(hostOf(facts, boot, 0, cpu).cpuModel).toBe('Intel Core i7-4960HQ')
    expect(hostOf(facts, boot, 0, undefined).cpuModel).toBeUndefined()
  })

  it('was started at one moment, whatever whole seconds say', () => {
    const clock = new BootClock()
    // Up for 1000.4 s, of which whole seconds are told.
    const first = clock.at(5_000_000, 100, 1000)
    expect(clock.at(5_000_700, 800, 1001)).toEqual(first)
    expect(hostOf(facts, first, 1100, undefined).uptimeSec).toBe(1001)
  })

  it('slept, or its clock was set', () => {
    const clock = new BootClock()
    const first = clock.at(5_000_000, 0, 1000)
    // An hour of sleep, which the monotonic clock does not count.
    const woken = clock.at(8_600_000, 0, 4600)
    expect(woken).toEqual({ atMs: first.atMs, monotonicMs: -4_600_000 })
    // Set forward by a day.
    expect(clock.at(8_600_000 + 86_400_000, 0, 4600)).toEqual({
      atMs: first.atMs + 86_400_000,
      monotonicMs: -4_600_000,
    })
  })
})
