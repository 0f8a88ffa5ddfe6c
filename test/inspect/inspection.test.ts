import { afterEach, describe, expect, it } from 'vitest'
import { type Field, knownValue } from '../../src/inspect/field.ts'
import { type Inspection, inspectProcess } from '../../src/inspect/inspection.ts'
import { inspectionJson } from '../../src/inspect/json.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { derive } from '../../src/model/derive.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { procFixture } from '../support/fixtures.ts'
import { someNames } from '../support/memory-files.ts'

const KIB = 1024
let source: LinuxSource | undefined

afterEach(() => {
  source?.close()
})

/** A process of a recorded tree, inspected as on a live one. */
async function inspected(tree: string, pid: number): Promise<Inspection> {
  source = linuxSource({ procfs: procFixture(tree), sysfs: procFixture(`../sys/${tree}`) })
  const snapshot = derive(undefined, await source.scan({ everyone: new Set() }))
  const row = snapshot.processes.find(candidate => candidate.record.pid === pid)
  if (row === undefined) throw new Error(`no process ${pid} in ${tree}`)
  const userTasks = new UserTasks(source.files)
  const inspection = await inspectProcess(source.files, row, { snapshot, names: someNames, userTasks, thorough: true })
  if (inspection === undefined) throw new Error(`process ${pid} is gone`)
  return inspection
}

/** Fields as what they hold: the value, or why it is unknown. */
function plain(fields: object): Record<string, unknown> {
  // What is no field (a moment, rates) is not asked for here.
  const entries = Object.entries(fields as Record<string, unknown>).filter(
    (entry): entry is [string, Field<unknown>] => {
      const [, field] = entry
      return typeof field === 'object' && field !== null && ('value' in field || 'unknown' in field)
    },
  )
  return Object.fromEntries(entries.map(([key, field]) => [key, 'value' in field ? field.value : field.unknown]))
}

function usesOf({ limits }: Inspection): Record<string, unknown> {
  return plain(Object.fromEntries(limits.all.map(limit => [limit.name, limit.used])))
}

describe('inspecting a process of a recorded tree', () => {
  it('reads its memory where psutil reads it', async () => {
    const { memory } = await inspected('linux-6.18', 330)
    expect(plain(memory)).toEqual({
      rssBytes: 2027 * 4 * KIB,
      vmsBytes: 3774 * 4 * KIB,
      sharedBytes: 406 * 4 * KIB,
      textBytes: 4 * KIB,
      libBytes: 0,
      dataBytes: 2450 * 4 * KIB,
      dirtyBytes: 0,
      ussBytes: 6904 * KIB,
      pssBytes: 6956 * KIB,
      swapBytes: 0,
      peakRssBytes: 8108 * KIB,
      anonymousBytes: 6484 * KIB,
      fileBytes: 1192 * KIB,
      shmemBytes: 432 * KIB,
      lockedBytes: 64 * KIB,
      pageTablesBytes: 64 * KIB,
      stackBytes: 132 * KIB,
      brkHeapBytes: 0x562834950000 - 0x562834806000,
      modifiedBytes: (6904 + 12) * KIB,
      mappedByOthersBytes: (1192 + 12) * KIB,
      hugePagesBytes: 0,
      hugetlbBytes: 0,
    })
  })

  it('adds the mappings up where there is no smaps_rollup', async () => {
    const { memory } = await inspected('linux-2.6.32', 1873)
    expect(knownValue(memory.ussBytes)).toBeGreaterThan(0)
    expect(knownValue(memory.pssBytes)).toBeGreaterThanOrEqual(knownValue(memory.ussBytes) ?? Number.NaN)
    // This kernel does not split RSS.
    expect(plain(memory)).toMatchObject({ anonymousBytes: 'untold', fileBytes: 'untold', shmemBytes: 'untold' })
  })

  it('knows how much of each limit is used, as far as the kernel tells', async () => {
    const inspection = await inspected('linux-6.18', 330)
    const limits = inspection.limits.all
    expect(limits.map(limit => limit.name)).toHaveLength(16)
    expect(usesOf(inspection)).toMatchObject({
      RLIMIT_AS: 15096 * KIB,
      RLIMIT_CORE: 'untold',
      RLIMIT_CPU: 0,
      RLIMIT_DATA: 9668 * KIB,
      RLIMIT_FSIZE: 'untold',
      RLIMIT_LOCKS: 'untold',
      RLIMIT_MEMLOCK: 64 * KIB,
      RLIMIT_MSGQUEUE: 'untold',
      RLIMIT_NICE: 20,
      RLIMIT_RSS: 'untold',
      RLIMIT_RTPRIO: 0,
      RLIMIT_RTTIME: 'untold',
      RLIMIT_SIGPENDING: 2,
      RLIMIT_STACK: 132 * KIB,
    })
    const stack = limits.find(limit => limit.name === 'RLIMIT_STACK')
    expect(stack).toMatchObject({ soft: { value: 8192 * KIB }, hard: { value: 'unlimited' }, unit: 'bytes' })
    expect(stack?.usedPct).toBeCloseTo((132 / 8192) * 100)
    expect(limits.find(limit => limit.name === 'RLIMIT_AS')?.usedPct).toBeUndefined()
  })

  it('counts the user’s processes and threads for RLIMIT_NPROC', async () => {
    const inspection = await inspected('linux-6.18', 392)
    // Process 392 is the only one of user 1000, with one thread.
    expect(usesOf(inspection)['RLIMIT_NPROC']).toBe(1)
  })

  it('adds up the switches of all threads', async () => {
    const { usage } = await inspected('linux-6.18', 320)
    expect(plain(usage)).toMatchObject({ voluntarySwitches: 5, involuntarySwitches: 1 + 41 + 74 + 115 + 128 })
  })

  it('has every part of getrusage', async () => {
    const { usage } = await inspected('linux-6.18', 330)
    expect(plain(usage)).toEqual({
      userSec: 0,
      systemSec: 0,
      childrenUserSec: 0,
      childrenSystemSec: 0,
      maxRssBytes: 8108 * KIB,
      minorFaults: 1808,
      majorFaults: 0,
      voluntarySwitches: 1,
      involuntarySwitches: 3,
      cpuDelaySec: 0.017595132,
      blockDelaySec: 'untold',
      readBytes: 0,
      writeBytes: 0,
      readChars: 20364,
      writeChars: 2,
    })
  })

  it('has the times of children that ended', async () => {
    const { usage, row } = await inspected('linux-6.18', 360)
    const { childUserMs = 0, childSystemMs = 0 } = row.record
    expect(childUserMs + childSystemMs).toBeGreaterThan(0)
    expect(plain(usage)).toMatchObject({
      childrenUserSec: childUserMs / 1000,
      childrenSystemSec: childSystemMs / 1000,
    })
  })

  it('knows what it has open, and asks nothing of files of this machine that bear the same names', async () => {
    const { files, sockets, denied } = inspectionJson(await inspected('linux-6.18', 330))
    expect(denied).toEqual([])
    expect(files?.map(({ fd }) => fd)).toEqual(Array.from({ length: 40 }, (_, fd) => fd))
    // Kinds that only stat(2) tells, and it is not asked, are unknown.
    const kinds = files?.map(({ kind }) => kind) ?? []
    expect(kinds[10]).toBeNull()
    expect(kinds.slice(26, 40)).toEqual([
      'pipe',
      'pipe',
      'eventfd',
      'eventpoll',
      'memfd',
      'timerfd',
      'inotify',
      'signalfd',
      ...Array.from({ length: 5 }, () => null),
      'namespace',
    ])
    const unknown = { kind: null, position: 123_456, sizeBytes: null, deleted: null, mode: 'rw' }
    expect(files?.[5]).toEqual({ fd: 5, target: '/srv/app/gone (deleted)', ...unknown })
    expect(files?.[30]).toMatchObject({ kind: 'memfd', target: '/memfd:cache', position: 9000, deleted: false })
    expect(sockets?.map(({ protocol }) => protocol)).toEqual([
      ...['tcp', 'tcp', 'tcp', 'tcp', 'tcp6', 'tcp6', 'udp', 'udp', 'udp6'],
      ...['unix', 'unix', 'unix', 'unix', 'unix', 'netlink', 'raw', 'raw6', 'packet'],
      // It was neither bound nor connected.
      null,
    ])
  })

  it('knows who it is', async () => {
    const { overview } = await inspected('linux-6.18', 330)
    const { identity } = overview
    const root = { id: 0, name: 'root' }
    const ids = { value: { real: root, effective: root, saved: root, filesystem: root } }
    expect(identity).toMatchObject({
      exe: { value: '/srv/app/worker' },
      cwd: { value: '/srv/app' },
      root: { value: '/srv/app/root' },
      user: ids,
      group: ids,
      tty: undefined,
      foreground: undefined,
    })
    expect(knownValue(identity.args)?.[0]).toContain('worker')
    expect(identity.startedAtMs).toBeTypeOf('number')
    expect(overview.parents.map(({ pid }) => pid)).toEqual([1])
  })

  it('knows what it runs in, and which namespaces are its own', async () => {
    const { overview } = await inspected('linux-6.18', 330)
    const id = '0f3c5b8d9e2a7164c1b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4'
    expect(overview.cgroup).toEqual({ value: `/system.slice/docker-${id}.scope` })
    expect(overview.surroundings).toMatchObject({ value: { container: { runtime: 'docker', id } } })
    const own = overview.namespaces.filter(({ ours }) => ours === false).map(({ kind }) => kind)
    expect(own).toEqual(['mnt', 'uts', 'ipc', 'pid', 'net'])
    expect(overview.namespaces.filter(({ ours }) => ours === true).map(({ kind }) => kind)).toEqual([
      'user',
      'cgroup',
      'time',
    ])
  })

  it('has what its control group may use and uses as keys of JSON', async () => {
    const { controlGroup } = inspectionJson(await inspected('linux-6.18', 392))
    const slice = '/user.slice/user-1000.slice'
    const group = `${slice}/session-4.scope`
    const shares = { avg60: 0.41, avg300: 0.09, totalUs: 4_182_733 }
    expect(controlGroup).toEqual({
      memory: {
        group,
        usedBytes: 100 * KIB * KIB,
        limitBytes: 1024 * KIB * KIB,
        limitGroup: slice,
        limitGroupUsedBytes: 792 * KIB * KIB,
        highBytes: 966_367_641,
        highGroup: slice,
        swapUsedBytes: 0,
        swapLimitBytes: 'unlimited',
        swapLimitGroup: null,
        timesAtLimit: 0,
        timesAboveHigh: 4,
        oomKills: 0,
        pressure: { some: { avg10: 1.25, ...shares }, full: expect.objectContaining({ avg10: 0.8 }) },
      },
      cpu: {
        group,
        limitProcessors: 'unlimited',
        limitGroup: null,
        periods: 0,
        throttledPeriods: 0,
        throttledMs: 0,
      },
      pids: { group, used: 3, limit: 9540, limitGroup: slice, limitGroupUsed: 60 },
    })
  })

  it('knows how a zombie ended', async () => {
    const { overview } = await inspected('linux-6.18', 343)
    expect(overview.ending).toBe('with exit code 3')
  })

  it.each([
    [2, 'kernel-thread'],
    [343, 'zombie'],
  ])('says of process %d, a %s, that it has no memory', async (pid, reason) => {
    const inspection = await inspected('linux-6.18', pid)
    const { memory, usage, limits } = inspection
    const { identity } = inspection.overview
    expect(new Set(Object.values(plain(memory)))).toEqual(new Set([reason]))
    expect(plain({ ...usage })).toMatchObject({ maxRssBytes: reason, voluntarySwitches: expect.any(Number) })
    expect(plain({ args: identity.args, exe: identity.exe })).toEqual({ args: reason, exe: reason })
    expect(usesOf(inspection)).toMatchObject({
      RLIMIT_AS: reason,
      RLIMIT_STACK: reason,
      RLIMIT_CPU: expect.any(Number),
    })
    const { process, memory: figures } = inspectionJson(inspection)
    expect(figures.rssBytes).toBeNull()
    if (reason === 'kernel-thread') expect(process.rssBytes).toBeNull()
    // It keeps its limits all the same.
    expect(limits.all.every(limit => 'value' in limit.soft)).toBe(true)
  })
})
