import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { type ProcessRecord, processId } from '../../src/model/process.ts'
import type { CpuBound, FileSystem, NearLimit, OomKill, RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import type { TroubleChoices } from '../../src/model/troubles/detector-kind.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { sinceWhen, Troubles } from '../../src/model/troubles/trouble.ts'
import { formatClock } from '../../src/model/units.ts'
import { record, sample } from '../export/moments.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** What is told of each second of a machine that is changed like this. */
function told(seconds: number, change: (second: number) => Partial<RawSample>): string[][] {
  const troubles = new Troubles(detectors())
  let snapshot: Snapshot | undefined
  return Array.from({ length: seconds + 1 }, (_, second) => {
    snapshot = derive(snapshot, { ...sample(second, []), fileSystems: [], seesEveryone: false, ...change(second) })
    return troubles.look(snapshot).map(({ severity, wordings }) => `${severity}: ${wordings[0]}`)
  })
}

/** Who waits for a disk, and how much processor time it has used. */
function waiting(pid: number, userMs = 100): ProcessRecord {
  return record(pid, { name: `p${pid}`, state: 'D', userMs, systemMs: 0 })
}

describe('processes in D', () => {
  it('are told after ten seconds, the longest first', () => {
    const all = told(13, second => ({ processes: second < 2 ? [waiting(7)] : [waiting(7), waiting(8)] }))
    expect(all[9]).toEqual([])
    expect(all[10]).toEqual(['critical: 1 process stuck in D, waiting for a device or a server: p7 (7)'])
    expect(all[12]).toEqual(['critical: 2 processes stuck in D, waiting for a device or a server: p7 (7), p8 (8)'])
  })

  it('are told with what they wait for, what most wait for first', () => {
    const [a, b, c, d] = [waiting(7), waiting(8), waiting(9), waiting(10)]
    const toldOf = (...channels: [ProcessRecord, string][]) =>
      told(11, () => ({
        processes: [a, b, c, d],
        channels: new Map(channels.map(([{ id }, at]) => [id, at])),
      }))[11]?.[0]
    const stuck = (places: string) => `critical: 4 processes stuck in D, waiting for ${places}: p7 (7), p8 (8) …`
    expect(toldOf()).toBe(stuck('a device or a server'))
    expect(toldOf([a, 'rpc_wait_bit_killable'])).toBe(stuck('nfs'))
    expect(toldOf([a, 'io_schedule'], [b, 'nfs_wait_client'], [c, 'rpc_wait_bit_killable'])).toBe(stuck('nfs, storage'))
    expect(toldOf([a, 'io_schedule'], [b, 'rpc_x'], [c, 'rpc_x'], [d, 'some_driver_wait'])).toBe(
      stuck('nfs, storage …'),
    )
    expect(toldOf([d, 'some_driver_wait'])).toBe(stuck('some_driver_wait'))
    expect(toldOf([record(99), 'io_schedule'])).toBe(stuck('a device or a server'))
  })

  it('are none where they get on, or one process follows another', () => {
    expect(told(30, second => ({ processes: [waiting(7, second * 10)] })).flat()).toEqual([])
    expect(told(30, second => ({ processes: second % 8 === 0 ? [] : [waiting(7)] })).flat()).toEqual([])
  })

  it('have been so for longer than it is known', () => {
    const troubles = new Troubles(detectors())
    let snapshot: Snapshot | undefined
    let lastedMs: number | undefined
    for (let second = 0; second <= 12; second++) {
      snapshot = derive(snapshot, { ...sample(second, [waiting(7)]), fileSystems: [], seesEveryone: false })
      lastedMs = troubles.look(snapshot)[0]?.lastedMs
    }
    expect(lastedMs).toBe(12_000)
  })
})

const CLOCK = formatClock(sample(0, []).atMs).slice(0, -3)

describe('OOM kills', () => {
  const paging = (oomKills: number | undefined) => ({
    paging: { swapInBytes: 0, swapOutBytes: 0, reclaimedBytes: 0, oomKills },
  })

  it('are told for a minute, those from before not at all', () => {
    const all = told(75, second => paging(second < 5 ? 3 : second < 8 ? 4 : 6))
    expect(all[4]).toEqual([])
    expect(all[5]).toEqual([`critical: ${CLOCK} the kernel killed 1 process for lack of memory (OOM)`])
    expect(all[8]).toEqual([`critical: ${CLOCK} the kernel killed 3 processes for lack of memory (OOM)`])
    expect(all[67]).toHaveLength(1)
    expect(all[74]).toEqual([])
  })

  const java = record(771, { name: 'java', rssBytes: 900 * MIB })
  const cc = record(772, { name: 'cc1', rssBytes: 60 * MIB })
  const sh = record(773, { name: 'sh', rssBytes: MIB })
  /** Who lives at each second, and how many were killed by then. */
  /** What is told at each, without the clock. */
  const killing = (seconds: readonly (readonly [kills: number, living: readonly ProcessRecord[]])[]) =>
    told(seconds.length - 1, second => {
      const [kills, processes] = seconds[second] ?? [0, []]
      return { ...paging(kills), processes, seesEveryone: true }
    }).map(([first]) => first?.replace(/^critical: \d\d:\d\d the kernel killed |for lack of memory /g, ''))

  it('are probably of who vanished then and had most memory', () => {
    const all = [java, cc, sh]
    expect(
      killing([
        [0, all],
        [1, [sh]],
      ])[1],
    ).toBe('1 process (OOM), probably java[771]')
    // Of whom a zombie is left, and who dies a little later.
    expect(
      killing([
        [0, all],
        [1, [{ ...java, state: 'Z' }, cc, sh]],
      ])[1],
    ).toContain('probably java[771]')
    expect(
      killing([
        [0, all],
        [1, all],
        [1, [{ ...java, rssBytes: 0 }, cc, sh]],
      ])[2],
    ).toContain('probably java[771]')
    expect(
      killing([
        [0, all],
        [2, []],
      ])[1],
    ).toBe('2 processes (OOM), probably java[771], cc1[772]')
    expect(
      killing([
        [0, all],
        [4, [cc, sh]],
      ])[1],
    ).toBe('4 processes (OOM), probably java[771] and 3 more')
    // Between the reading of the counter and that of the processes.
    expect(
      killing([
        [0, all],
        [0, [cc, sh]],
        [1, [cc, sh]],
      ])[2],
    ).toContain('probably java[771]')
    // Nobody is killed for a megabyte: whoever it was came and went between two samples.
    expect(
      killing([
        [0, all],
        [1, [java, cc]],
      ])[1],
    ).toBe('1 process (OOM)')
    // One that ended long before or after has nothing to do with it.
    expect(
      killing([
        [0, all],
        [0, [sh]],
        [0, [sh]],
        [1, [sh]],
      ])[3],
    ).toBe('1 process (OOM)')
    expect(killing([[0, all], ...Array(2).fill([1, all]), [1, [sh]]])[3]).toBe('1 process (OOM)')
  })

  it('are of nobody where not everyone is seen, as in a container', () => {
    const all = told(2, second => ({ ...paging(second < 2 ? 0 : 1), processes: second === 0 ? [java] : [] }))
    expect(all[2]).toEqual([`critical: ${CLOCK} the kernel killed 1 process for lack of memory (OOM)`])
  })

  it('are of one or the other where neither had clearly more', () => {
    const other = record(774, { name: 'java', rssBytes: 700 * MIB })
    expect(
      killing([
        [0, [java, other]],
        [1, []],
      ])[1],
    ).toBe('1 process (OOM), probably java[771] or java[774]')
  })

  it('are of whom the log names, and nobody else is guessed', () => {
    const kill = (over: Partial<OomKill> = {}) => ({ record: 7, pid: 5, name: 'node', group: undefined, ...over })
    const withLog = (kills: readonly (readonly OomKill[])[]) =>
      told(kills.length - 1, second => ({
        ...paging(kills[second]?.length),
        oomKills: kills[second] ?? [],
        processes: second === 0 ? [java] : [],
      })).at(-1)
    const at = `critical: ${CLOCK} the kernel killed`
    expect(withLog([[], [kill()]])).toEqual([`${at} node[5] for lack of memory (OOM)`])
    expect(withLog([[], [kill({ group: '/web.service' })]])).toEqual([
      `${at} node[5] for lack of memory (OOM), the limit of /web.service`,
    ])
    expect(withLog([[], [kill()], [kill(), kill({ record: 9, pid: 6 })]])).toEqual([
      `${at} node[5], node[6] for lack of memory (OOM)`,
    ])
    // It is about to tell: a moment later it is known in full, or that it is not.
    const awaited = told(3, second => ({ ...paging(second < 1 ? 0 : 1), oomKills: [] }))
    expect(awaited.map(all => all.length)).toEqual([0, 0, 0, 1])
    // Those from before are nobody's business.
    expect(withLog([[kill()], [kill()]])).toEqual([])
  })

  it('have a clock in their sentence and do not last', () => {
    const troubles = new Troubles(detectors())
    let snapshot: Snapshot | undefined
    for (let second = 0; second <= 30; second++) {
      snapshot = derive(snapshot, {
        ...sample(second, []),
        fileSystems: [],
        seesEveryone: false,
        ...paging(second < 5 ? 0 : 1),
      })
      const [kill] = troubles.look(snapshot)
      if (kill !== undefined) expect(sinceWhen(kill)).toBe('')
    }
    expect(troubles.events).toMatchObject([{ id: 'oom-kill', isOver: true, lastedMs: 0, momentary: true }])
  })

  it('are none where the kernel does not count them', () => {
    expect(told(10, () => paging(undefined)).flat()).toEqual([])
  })
})

describe('zombies', () => {
  const dead = (count: number) => ({
    processes: [
      record(5, { name: 'careless' }),
      ...Array.from({ length: count }, (_, i) => record(10 + i, { state: 'Z', ppid: i < 3 ? 1 : 5 })),
    ],
  })

  it('are told when they pile up, with whose they are', () => {
    const [, few, many, fewer, less] = told(4, second => dead([0, 19, 34, 12, 9][second] ?? 0))
    expect(few).toEqual([])
    expect(many).toEqual(['warning: 34 zombies, 31 of them children of careless (5), which does not wait for them'])
    expect(fewer?.[0]).toContain('12 zombies')
    // It was so a second ago.
    expect(less?.[0]).toContain('12 zombies')
  })
})

describe('swapping', () => {
  const swapped = (inMib: number, outMib: number) => (second: number) => ({
    paging: { swapInBytes: inMib * MIB * second, swapOutBytes: outMib * MIB * second, reclaimedBytes: 0, oomKills: 0 },
  })

  it('is told where memory goes both ways for a while', () => {
    const all = told(5, swapped(12, 8))
    expect(all[2]).toEqual([])
    expect(all[3]).toEqual(['critical: memory goes to swap and back: 12M/s in, 8.0M/s out'])
  })

  it('is none where what is idle is put away', () => {
    expect(told(10, swapped(0, 50)).flat()).toEqual([])
  })
})

describe('pressure', () => {
  const shares = (avg10: number) => ({ avg10, avg60: 0, avg300: 0, totalUs: 0 })

  it.each([
    ['memory', 12, 11, 'critical: memory is short: some task waits 12% of the time'],
    ['memory', 12, 1, 'warning: memory is short: some task waits 12% of the time'],
    ['io', 55, 2, 'warning: disks are too slow: some task waits 55% of the time'],
    ['cpu', 80, 0, 'warning: processors are too few: some task waits 80% of the time'],
  ] as const)('%s %d %d', (of, some, full, expected) => {
    const levels = { some: shares(some), full: shares(full) }
    expect(told(1, () => ({ pressure: { [of]: levels } }))[1]).toEqual([expected])
  })

  it('goes on below where it begins', () => {
    const all = told(3, second => ({ pressure: { memory: { some: shares([12, 7, 4, 7][second] ?? 0) } } }))
    const share = (pct: number) => `warning: memory is short: some task waits ${pct}% of the time`
    // At 4 % it is over, which can be read a little longer; what comes back soon is the same.
    expect(all.flat()).toEqual([share(12), share(7), share(7), share(7)])
    expect(told(3, () => ({ pressure: { memory: { some: shares(7) } } })).flat()).toEqual([])
  })
})

describe('tables of the kernel', () => {
  const load = (threads: number) => ({ one: 0, five: 0, fifteen: 0, runnable: 1, threads, lastPid: 9 })
  const tables = { mostTasks: 32_768, files: 1000, mostFiles: 10_000 }

  it.each([
    [26_000, tables, undefined],
    [27_000, tables, 'warning: 82% of the processes and threads that this machine may have: 27,000 of 32,768'],
    [32_000, tables, 'critical: 97% of the processes and threads that this machine may have: 32,000 of 32,768'],
    [100, { ...tables, files: 9000 }, 'warning: 90% of the open files that this machine may have: 9,000 of 10,000'],
    [100, { mostTasks: undefined, files: undefined, mostFiles: undefined }, undefined],
  ])('%d tasks, %o', (threads, told_, expected) => {
    expect(told(1, () => ({ load: load(threads), tables: told_ }))[1]?.[0]).toBe(expected)
  })
})

describe('limits of processes', () => {
  const node = record(8305, { name: 'node' })
  const near = (name: string, used: number, soft: number, id = node.id): NearLimit => ({ id, name, used, soft })
  const toldOf = (...limits: NearLimit[]) => told(1, () => ({ processes: [record(7), node], limits }))[1]

  it.each([
    [near('NOFILE', 820, 1024), 'warning: open files of node (8305) at 80% of 1,024'],
    [near('NOFILE', 891, 1024), 'warning: open files of node (8305) at 87% of 1,024'],
    [near('NOFILE', 1024, 1024), 'critical: open files of node (8305) at 100% of 1,024'],
    [near('AS', 3.9 * GIB, 4 * GIB), 'critical: address space of node (8305) at 97% of 4.0G'],
    [near('STACK', 7 * MIB, 8 * MIB), 'warning: stack of node (8305) at 87% of 8.0M'],
    [near('CPU', 3300, 3600), 'warning: CPU time of node (8305) at 91% of 1h 00m'],
    [near('CPU', 3700, 3600), 'critical: CPU time of node (8305) at 102% of 1h 00m'],
    [near('SIGPENDING', 95, 100), 'critical: pending signals of node (8305) at 95% of 100'],
    // Less, or beyond what it has set itself.
    [near('NOFILE', 818, 1024), undefined],
    [near('NOFILE', 40, 20), undefined],
    [near('MEMLOCK', 100, 64), undefined],
    [near('NOFILE', 0, 0), undefined],
    // Unknown, or of who is not there any more.
    [near('NOFILE', Number.NaN, 1024), undefined],
    [near('NOFILE', 1000, 1024, processId(9, 900)), undefined],
    [near('NOFILE', 1000, 1024, processId(8305, 1)), undefined],
  ])('%o', (limit, expected) => {
    expect(toldOf(limit)?.[0]).toBe(expected)
  })

  it('are told of the one that is nearest, the others are counted', () => {
    const other = near('NOFILE', 85, 100, record(7).id)
    expect(toldOf(other, near('NOFILE', 900, 1000), near('STACK', 7 * MIB, 8 * MIB))).toEqual([
      'warning: open files of node (8305) at 90% of 1,000 · 1 other near a limit',
    ])
  })
})

describe('control groups', () => {
  const bound = (second: number, throttledPeriods: number, over: Partial<CpuBound> = {}): CpuBound => ({
    path: '/system.slice/web.service',
    readAtMs: second * 1000,
    processors: 0.5,
    periodMs: 100,
    throttledPeriods,
    ...over,
  })
  const toldOf = (seconds: number, cpu: (second: number) => readonly CpuBound[]) =>
    told(seconds, second => ({ groups: { cpu: cpu(second), tasks: [] } })).map(([first]) => first)

  it('are told when they are throttled for a while, with their limit', () => {
    // Read every other second.
    const even = (second: number): number => second - (second % 2)
    const all = toldOf(24, second => [bound(even(second), second < 12 ? even(second) * 3.8 : 45.6)])
    const sentence = 'warning: /system.slice/web.service throttled 38% of the time by its CPU limit of 0.5 cores'
    expect(all[5]).toBeUndefined()
    expect(all[7]).toBe(sentence)
    expect(all[12]).toBe(sentence)
    expect(all[24]).toBeUndefined()
  })

  it('are told of the one that has to wait most', () => {
    const all = toldOf(9, second => [
      bound(second, second * 3),
      bound(second, second * 9, { path: '/', processors: 1 }),
    ])
    expect(all[8]).toBe(
      'warning: the topmost control group throttled 90% of the time by its CPU limit of 1 core · 1 more',
    )
  })

  it.each([
    ['seldom', (second: number) => [bound(second, second)]],
    ['never read again', (second: number) => [bound(0, second * 9)]],
    ['whose counter steps back', (second: number) => [bound(second, 1000 - second * 9)]],
    ['whose counter is unknown', (second: number) => [bound(second, Number.NaN)]],
    ['that are others each time', (second: number) => [bound(second, second * 9, { path: `/${second}` })]],
  ])('are no trouble when throttled %s', (_, cpu) => {
    expect(toldOf(20, cpu).filter(sentence => sentence !== undefined)).toEqual([])
  })

  it.each([
    [79, undefined],
    [87, 'warning: /web.service at 87% of the 100 processes and threads that it may have'],
    [99, 'critical: /web.service at 99% of the 100 processes and threads that it may have'],
  ])('with %i of a hundred processes', (used, expected) => {
    const tasks = [{ path: '/web.service', used, most: 100 }]
    expect(told(1, () => ({ groups: { cpu: [], tasks } }))[1]?.[0]).toBe(expected)
  })
})

describe('steal', () => {
  it('is told after five seconds', () => {
    const all = told(6, second => {
      const { cpu } = sample(second, [])
      if (cpu === undefined) throw new Error('no times')
      return { cpu: { ...cpu, total: { ...cpu.total, stealMs: 4000 * second } } }
    })
    expect(all[4]).toEqual([])
    expect(all[5]?.[0]).toMatch(/^warning: the host takes \d+% of CPU away \(steal\)$/)
  })
})

describe('file systems', () => {
  const disk = (mount: string, total: number, used: number, over: Partial<FileSystem> = {}): FileSystem => ({
    device: '/dev/vda',
    blockDevice: 'vda',
    mount,
    fsType: 'ext4',
    totalBytes: total,
    usedBytes: used,
    availableBytes: total - used,
    inodesTotal: 1000,
    inodesFree: 900,
    trouble: undefined,
    ...over,
  })

  it.each([
    [disk('/data', 100 * GIB, 91 * GIB), undefined],
    [disk('/data', 100 * GIB, 96 * GIB), 'warning: /data is 96% full, 4.0G left'],
    [disk('/data', 100 * GIB, 99.5 * GIB), 'critical: /data is 99% full, 512M left'],
    [disk('/data', 10 * GIB, GIB, { inodesFree: 20 }), 'warning: /data has used 98% of its inodes'],
    [disk('/snap/core', GIB, GIB, { fsType: 'squashfs' }), undefined],
    [
      disk('/mnt', GIB, GIB, { totalBytes: undefined, usedBytes: undefined, trouble: 'does not answer' }),
      'critical: /mnt does not answer',
    ],
  ])('%#', (fileSystem, expected) => {
    expect(told(1, () => ({ fileSystems: [fileSystem] }))[1]?.[0]).toBe(expected)
  })

  it('that fill are told when they will be full, after a minute', () => {
    const all = told(70, second => ({ fileSystems: [disk('/data', 100 * GIB, 60 * GIB + second * 4 * MIB)] }))
    expect(all[59]).toEqual([])
    expect(all[60]?.[0]).toBe('warning: /data full in about 2h 49m')
    const faster = told(70, second => ({ fileSystems: [disk('/data', 100 * GIB, 60 * GIB + second * 40 * MIB)] }))
    expect(faster[70]?.[0]).toBe('critical: /data full in about 15m 54s')
  })

  it('several are told together, the worst first', () => {
    const fileSystems = [disk('/a', 100 * GIB, 96 * GIB), disk('/b', 100 * GIB, 99.5 * GIB)]
    expect(told(1, () => ({ fileSystems }))[1]).toEqual([
      'critical: /b is 99% full, 512M left · /a is 96% full, 4.0G left',
    ])
  })
})

describe('thresholds', () => {
  const toldWith = (chosen: TroubleChoices): readonly string[] => {
    const troubles = new Troubles(detectors(chosen))
    const processes = Array.from({ length: 25 }, (_, i) => record(10 + i, { state: 'Z' }))
    const snapshot = derive(undefined, { ...sample(0, processes), fileSystems: [], seesEveryone: false })
    return troubles.look(snapshot).map(({ id }) => id)
  }

  it('are the usual ones where nothing else is chosen', () => {
    expect(toldWith({})).toEqual(['zombies'])
    expect(toldWith({ zombies: {}, steal: { from: 20 } })).toEqual(['zombies'])
    expect(toldWith({ zombies: { from: 26 } })).toEqual([])
    expect(toldWith({ zombies: { from: 25 } })).toEqual(['zombies'])
  })

  it('are none of a detector that is switched off', () => {
    expect(toldWith({ zombies: false })).toEqual([])
    const ids = detectors({ zombies: false, steal: false }).map(({ id }) => id)
    expect(ids).toEqual(
      detectors()
        .map(({ id }) => id)
        .filter(id => id !== 'zombies' && id !== 'steal'),
    )
  })
})

describe('events', () => {
  it('are kept when they are over, what still is before the others', () => {
    const troubles = new Troubles(detectors())
    let snapshot: Snapshot | undefined
    for (let second = 0; second <= 40; second++) {
      const processes =
        second < 20 ? [waiting(7)] : Array.from({ length: 25 }, (_, i) => record(10 + i, { state: 'Z' }))
      snapshot = derive(snapshot, { ...sample(second, processes), fileSystems: [], seesEveryone: false })
      troubles.look(snapshot)
    }
    expect(troubles.events.map(({ id, isOver, lastedMs }) => [id, isOver, lastedMs])).toEqual([
      ['zombies', false, 21_000],
      ['blocked', true, 19_000],
    ])
  })
})
