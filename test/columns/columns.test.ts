import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { AnyColumn, ColumnContext } from '../../src/columns/column.ts'
import { columns, defaultColumns, findColumn } from '../../src/columns/index.ts'
import { sortBy } from '../../src/columns/sort-by.ts'
import { derive } from '../../src/model/derive.ts'
import { IO_CLASSES } from '../../src/model/io-priority.ts'
import { compareValues, sorted } from '../../src/model/order.ts'
import { type IoCounters, type ProcessFacts, type ProcessRecord, processId } from '../../src/model/process.ts'
import { blankRareFacts, type RareFacts, type Readings } from '../../src/model/rare-facts.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { record, sample } from '../export/moments.ts'

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }
const TIB = 1024 ** 4

/** Every number that a kernel may give, small ones as likely as large ones. */
const upTo = (most: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 0, max: Math.min(most, 2000) }), fc.nat(most), fc.constant(most))

/** pid_max goes up to 2^22, proc_sys_kernel(5). */
const anyPid = fc.oneof(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 1, max: 4_194_304 }))
const anyName = fc.constantFrom('sh', 'node', 'kworker/0:1-events', '数据库', '␛[31m', '🦊 fox', 'a b) c')
const anyState = fc.constantFrom('R', 'S', 'D', 'Z', 'T', 't', 'I', 'X')

const anyIo: fc.Arbitrary<IoCounters> = fc.record({
  readChars: upTo(2 ** 52),
  writeChars: upTo(2 ** 52),
  readCalls: upTo(2 ** 40),
  writeCalls: upTo(2 ** 40),
  readBytes: upTo(2 ** 52),
  writeBytes: upTo(2 ** 52),
  cancelledWriteBytes: upTo(2 ** 40),
})
const anyReading = fc.option(fc.record({ atMs: upTo(1e7), value: anyIo }), { nil: undefined })
const maybeBytes = fc.option(upTo(64 * TIB), { nil: undefined })

const maybe = <T>(any: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(any, { nil: undefined })
const anyReadings = <T>(any: fc.Arbitrary<T>): fc.Arbitrary<Readings<T> | undefined> => {
  const reading = fc.record({ atMs: upTo(1e7), value: any })
  return maybe(fc.record({ now: reading, before: maybe(reading) }))
}

const anyRare: fc.Arbitrary<RareFacts> = fc.record({
  oomScore: maybe(fc.nat(2000)),
  securityLabel: maybe(fc.constantFrom('unconfined', 'system_u:system_r:sshd_t:s0-s0:c0.c1023')),
  // A number for each session since boot: at three a second seven digits last for a month.
  autogroup: maybe(fc.record({ id: upTo(9_999_999), nice: fc.integer({ min: -20, max: 19 }) })),
  exe: maybe(fc.constantFrom('/usr/bin/node', '/opt/数据/python3.11 (deleted)', '/')),
  cwd: maybe(fc.constantFrom('/', '/srv/a long directory/with one below')),
  runtime: maybe(
    fc.oneof(
      fc.record({ name: fc.constantFrom('python', 'dotnet'), version: maybe(fc.constantFrom('3.14.1', '10.0.100')) }),
      fc.record({ name: fc.constant(undefined), why: fc.constantFrom('none', 'mute', 'elsewhere', 'locked') }),
    ),
  ),
  ioPriority: maybe(fc.record({ class: fc.constantFrom(...IO_CLASSES), level: maybe(fc.nat(7)) })),
  switches: anyReadings(fc.record({ voluntary: upTo(2 ** 50), involuntary: upTo(2 ** 50) })),
  delays: anyReadings(fc.record({ cpuMs: maybe(upTo(1e7)), blockMs: maybe(upTo(1e7)) })),
})

const anyFacts: fc.Arbitrary<Partial<ProcessFacts>> = fc.record({
  uid: fc.option(fc.constantFrom(0, 1000, 65_534, 4_294_967_294), { nil: undefined }),
  user: fc.option(fc.constantFrom('root', 'deploy', 'systemd-network', '数据'), { nil: undefined }),
  command: anyName,
  trouble: fc.option(fc.constant('memory map locked'), { nil: undefined }),
  sharedBytes: maybeBytes,
  textBytes: maybeBytes,
  dataBytes: maybeBytes,
  ussBytes: maybeBytes,
  pssBytes: maybeBytes,
  swapBytes: maybeBytes,
  io: anyReading,
  ioBefore: anyReading,
  cgroup: maybe(fc.constantFrom('/system.slice/docker-0123456789abcdef.scope', '/docker/a/b', '/lxc/web')),
  rare: maybe(anyRare),
})

const anyRecord: fc.Arbitrary<Partial<ProcessRecord>> = fc.record({
  ppid: anyPid,
  processGroup: anyPid,
  session: anyPid,
  // Of /dev/pts/N there may be a million, which is the kernel's limit of its minor numbers.
  tty: fc.constantFrom(0, 0x8803, 0x401, 0x501, 0xfff88ff | 0),
  foregroundGroup: fc.oneof(anyPid, fc.constant(-1)),
  name: anyName,
  state: anyState,
  kernelThread: fc.boolean(),
  minorFaults: upTo(2 ** 45),
  majorFaults: upTo(2 ** 40),
  childMinorFaults: upTo(2 ** 45),
  childMajorFaults: upTo(2 ** 40),
  // Two hundred years of one core, which 512 cores use up in five months.
  userMs: upTo(99_998 * 86_400_000),
  systemMs: upTo(3_600_000),
  childUserMs: upTo(99_998 * 86_400_000),
  childSystemMs: upTo(99_998 * 86_400_000),
  startMs: upTo(9_999 * 86_400_000),
  policy: fc.option(fc.nat(7), { nil: undefined }),
  // sched(7): 0 to 39 for ordinary processes, -2 to -100 for real time, -101 for deadline.
  priority: fc.oneof(fc.integer({ min: 0, max: 39 }), fc.integer({ min: -101, max: -2 })),
  nice: fc.integer({ min: -20, max: 19 }),
  threads: upTo(4_194_304),
  vmsBytes: upTo(128 * TIB),
  rssBytes: upTo(64 * TIB),
  // NR_CPUS goes up to 8192.
  lastCpu: fc.option(fc.nat(8191), { nil: undefined }),
})

const anyRow: fc.Arbitrary<ProcessRow> = fc
  .tuple(
    anyPid,
    anyRecord,
    anyFacts,
    fc.record({
      cpuPct: fc.option(fc.double({ min: 0, max: 99_999, noNaN: true }), { nil: undefined }),
      memPct: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined }),
      grewBytes: fc.option(
        fc.tuple(upTo(64 * TIB), fc.boolean()).map(([bytes, lost]) => (lost ? -bytes : bytes)),
        { nil: undefined },
      ),
    }),
  )
  .map(([pid, over, facts, rates]) => {
    const kept = record(pid, over, facts)
    return { id: kept.id, record: kept, facts: kept.facts, trail: [], ...rates }
  })

const anyContext: fc.Arbitrary<ColumnContext> = fc.record({
  ownUid: fc.constantFrom(0, 1000, undefined),
  cores: fc.integer({ min: 1, max: 512 }),
  cpuOfMachine: fc.boolean(),
  fullPath: fc.boolean(),
  bootAtMs: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
  uptimeMs: fc.option(upTo(9_999 * 86_400_000), { nil: undefined }),
})

/** Names of people, groups and programs may be as long as they like: the table clips them. */
const CLIPPED = new Set(['user', 'tty', 'comm', 'secattr', 'exe', 'cwd', 'cgroup', 'container', 'command'])
const fixed = columns.filter(column => !CLIPPED.has(column.id))

describe.each(columns.map(column => [column.id, column] as const))('column %s', (_, column) => {
  it('has a title in capitals that fits, and words', () => {
    expect(column.title).toMatch(/^[A-Z+%/s]+$/)
    if (column.width > 0) expect(cellWidth(column.title)).toBeLessThanOrEqual(column.width)
    expect(column.about).toMatch(/^\S.{3,}[^.\s]$/)
    // Help shows it whole on a screen of 80 columns.
    expect(column.about.length).toBeLessThanOrEqual(61)
  })

  it('knows of a value of any process, or that it is unknown', () => {
    fc.assert(
      fc.property(anyRow, anyContext, (row, context) => {
        const value = column.value(row, context)
        if (value === undefined) return
        if (typeof value === 'number') expect(value).not.toBeNaN()
        expect(column.format(value, context, row)).not.toMatch(/undefined|NaN|null|Infinity/)
      }),
    )
  })

  it('sorts: an order of any rows, the unknown last both ways', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), fc.boolean(), (rows, descending) => {
        const of = (row: ProcessRow) => column.value(row, CONTEXT)
        const values = [...rows].sort((a, b) => compareValues(of(a), of(b), descending)).map(of)
        const known = values.filter(value => value !== undefined)
        expect(values.slice(known.length).every(value => value === undefined)).toBe(true)
        known.forEach((value, i) => {
          const next = known[i + 1]
          if (next !== undefined) expect(descending ? value >= next : value <= next).toBe(true)
        })
      }),
    )
  })
})

describe.each(fixed.map(column => [column.id, column] as const))('figures of column %s', (_, column) => {
  it('are never wider than the column', () => {
    fc.assert(
      fc.property(anyRow, anyContext, (row, context) => {
        const value = column.value(row, context)
        if (value === undefined) return
        const text = column.format(value, context, row)
        expect(cellWidth(text), text).toBeLessThanOrEqual(column.width)
      }),
      { numRuns: 500 },
    )
  })
})

/** At most three digits that tell something, and the unit in the last cell. */
const AMOUNT = /^[-+]?(\d{1,3}|\d\.\d)[BKMGTPE]$/
const SHAPES: Partial<Record<AnyColumn['kind'], RegExp>> = {
  bytes: AMOUNT,
  bytesPerSec: AMOUNT,
  // Of many cores all digits are of use: 1600 % is sixteen of them. Threads wait in numbers without end.
  percent: /^(\d{1,2}\.\d|\d{3,5}|(\d\.\d|\d{2,3})[kmg])$/,
}
/** Where nothing happens, or there is nothing. */
const NOTHING = /^(0|0\.0|0:00\.00|·|0%)$/
/** Their 0 is a name: of the kernel, of root, of a processor, of a level in the middle. */
const NAMES = new Set(['pid', 'ppid', 'pgrp', 'session', 'tpgid', 'tgid', 'uid', 'processor', 'autogroup', 'priority'])
const measured = fixed.filter(column => column.kind !== 'text' && !NAMES.has(column.id))

describe.each(measured.map(column => [column.id, column] as const))('a figure of column %s', (_, column) => {
  it('stands still on its unit, and is dim where it says that there is nothing', () => {
    fc.assert(
      fc.property(anyRow, anyContext, (row, context) => {
        const value = column.value(row, context)
        if (value === undefined) return
        const text = column.format(value, context, row)
        if (NOTHING.test(text)) expect(column.tone?.(value, row, context), `${value}`).toBe('dim')
        else if (SHAPES[column.kind] !== undefined && column.id !== 'limit')
          expect(text).toMatch(SHAPES[column.kind] ?? /^/)
      }),
      { numRuns: 1000 },
    )
  })
})

/** What the column says of this process. */
function shown(
  column: AnyColumn | undefined,
  row: ProcessRow,
  context: Partial<ColumnContext> = {},
): string | undefined {
  const whole = { ...CONTEXT, ...context }
  const value = column?.value(row, whole)
  return value === undefined ? undefined : column?.format(value, whole, row)
}

function rowOf(over: Partial<ProcessRecord>, facts: Partial<ProcessFacts> = {}): ProcessRow {
  const [only] = derive(undefined, sample(0, [record(70, over, facts)])).processes
  if (only === undefined) throw new Error('no row')
  return only
}

describe('what columns say', () => {
  it('of a kernel thread’s memory is nothing: it has none of its own', () => {
    const kernel = rowOf({ kernelThread: true, rssBytes: 0, vmsBytes: 0 }, { sharedBytes: 0 })
    for (const id of ['rss', 'vms', 'shared', 'mem', 'grow']) expect(shown(findColumn(id), kernel), id).toBeUndefined()
  })

  it('of facts nobody asked for is nothing', () => {
    for (const { id } of columns.filter(({ needs }) => needs.length > 0)) {
      if (['rss', 'mem', 'command'].includes(id)) continue
      expect(shown(findColumn(id), rowOf({})), id).toBeUndefined()
    }
  })

  it('of CPU is of one core or of the machine', () => {
    const busy = { ...rowOf({}), cpuPct: 200 }
    expect(shown(findColumn('cpu'), busy)).toBe('200')
    expect(shown(findColumn('cpu'), busy, { cpuOfMachine: true })).toBe('50.0')
  })

  it('of I/O is a rate by the process’s own clock, unknown after one reading', () => {
    const counters = { readChars: 0, writeChars: 0, readCalls: 0, writeCalls: 0, cancelledWriteBytes: 0 }
    const ioBefore = { atMs: 1000, value: { ...counters, readBytes: 1024, writeBytes: 50 } }
    const io = { atMs: 3000, value: { ...counters, readBytes: 9 * 1024, writeBytes: 10 } }
    expect(shown(findColumn('read'), rowOf({}, { io, ioBefore }))).toBe('4.0K')
    expect(shown(findColumn('write'), rowOf({}, { io, ioBefore }))).toBeUndefined()
    expect(shown(findColumn('read'), rowOf({}, { io }))).toBeUndefined()
    expect(shown(findColumn('io'), rowOf({}, { io, ioBefore }))).toBeUndefined()
    expect(shown(findColumn('rbytes'), rowOf({}, { io }))).toBe('9.0K')
    const later = { atMs: 5000, value: { ...counters, readBytes: 9 * 1024, writeBytes: 10 + 4096 } }
    expect(shown(findColumn('io'), rowOf({}, { io: later, ioBefore: io }))).toBe('2.0K')
  })

  it('of its start is the time today, else the day, and in CSV the moment', () => {
    const [bootAtMs, hour] = [Date.UTC(2026, 1, 3), 3_600_000]
    vi.stubEnv('TZ', 'UTC')
    const at = (startMs: number, uptimeMs: number) =>
      shown(findColumn('starttime'), rowOf({ startMs }), { bootAtMs, uptimeMs })
    expect(at(9.5 * hour, 10 * hour)).toBe('09:30:00')
    expect(at(9.5 * hour, 30 * hour)).toBe('2026-02-03')
    vi.unstubAllEnvs()
    expect(shown(findColumn('start'), rowOf({}))).toBeUndefined()
    expect(findColumn('start')?.raw?.(bootAtMs)).toBe('2026-02-03T00:00:00.000Z')
    expect(shown(findColumn('elapsed'), rowOf({ startMs: 9.5 * hour }), { uptimeMs: 10 * hour })).toBe('30m 00s')
  })

  it('of the terminal is its name, and without one nothing, nor whom it listens to', () => {
    const [with3, without] = [rowOf({ tty: 0x8803, foregroundGroup: 812 }), rowOf({ foregroundGroup: -1 })]
    expect(shown(findColumn('tty'), with3)).toBe('pts/3')
    expect(shown(findColumn('tpgid'), with3)).toBe('812')
    for (const id of ['tty', 'tpgid']) expect(shown(findColumn(id), without)).toBeUndefined()
  })

  it('of times is each apart', () => {
    const row = rowOf({ userMs: 1000, systemMs: 2000, childUserMs: 3000, childSystemMs: 64_000 })
    expect(['time', 'utime', 'stime', 'cutime', 'cstime'].map(id => shown(findColumn(id), row))).toEqual([
      '0:03.00',
      '0:01.00',
      '0:02.00',
      '0:03.00',
      '1:04.00',
    ])
    expect(findColumn('cstime')?.raw?.(64_000)).toBe(64)
  })

  it('of resident memory that is not shared is the rest of it', () => {
    const row = rowOf({ rssBytes: 12 * 1024 }, { sharedBytes: 4096, textBytes: 2048, dataBytes: 1024 })
    expect(['priv', 'trs', 'drs'].map(id => shown(findColumn(id), row))).toEqual(['8.0K', '2.0K', '1.0K'])
    expect(shown(findColumn('priv'), rowOf({}))).toBeUndefined()
  })

  it('of scheduling is the policy’s name, or its number', () => {
    expect([0, 1, 3, 6, 42, undefined].map(policy => shown(findColumn('sched'), rowOf({ policy })))).toEqual([
      'OTHER',
      'FIFO',
      'BATCH',
      'DEADLINE',
      '42',
      undefined,
    ])
  })

  it('of CPU in shares of the machine is that whatever CPU% shows', () => {
    const busy = { ...rowOf({}), cpuPct: 200 }
    for (const cpuOfMachine of [true, false]) expect(shown(findColumn('ncpu'), busy, { cpuOfMachine })).toBe('50.0')
  })

  const rarely = (rare: Partial<RareFacts>, facts: Partial<ProcessFacts> = {}, over: Partial<ProcessRecord> = {}) =>
    rowOf(over, { ...facts, rare: { ...blankRareFacts(), ...rare } })

  it.each([
    ['realtime', 3, 0, 'rt/3', 0],
    ['best-effort', 7, 0, 'be/7', 0],
    ['none', undefined, 0, 'be/4', 0],
    ['none', undefined, 19, 'be/7', 0],
    ['none', undefined, -20, 'be/0', 0],
    ['none', undefined, 0, 'rt/4', 2],
    ['none', undefined, 0, 'idle', 5],
    ['idle', undefined, 0, 'idle', 0],
    ['best-effort', 2, 0, 'be/2', 5],
  ] as const)('of I/O priority %s %s at nice %d is %s (policy %d)', (ioClass, level, nice, text, policy) => {
    const row = rarely({ ioPriority: { class: ioClass, level } }, {}, { nice, policy })
    expect(shown(findColumn('ioprio'), row)).toBe(text)
    expect(findColumn('ioprio')?.raw?.(findColumn('ioprio')?.value(row, CONTEXT) ?? '')).toBe(text)
  })

  it('of switches is their sum a second, by the clock of their readings', () => {
    const switches = {
      before: { atMs: 1000, value: { voluntary: 10, involuntary: 5 } },
      now: { atMs: 3000, value: { voluntary: 210, involuntary: 25 } },
    }
    const row = rarely({ switches })
    expect(['ctxt', 'vctxt', 'ictxt'].map(id => shown(findColumn(id), row))).toEqual(['110', '210', '25'])
    expect(shown(findColumn('ctxt'), rarely({ switches: { ...switches, before: undefined } }))).toBeUndefined()
    const back = { before: switches.now, now: { ...switches.before, atMs: 5000 } }
    expect(shown(findColumn('ctxt'), rarely({ switches: back }))).toBeUndefined()
  })

  it('of delays is a share of the time, and unknown where the kernel does not count', () => {
    const delays = {
      before: { atMs: 1000, value: { cpuMs: 100, blockMs: undefined } },
      now: { atMs: 3000, value: { cpuMs: 600, blockMs: undefined } },
    }
    expect(shown(findColumn('cpudelay'), rarely({ delays }))).toBe('25.0')
    expect(shown(findColumn('iodelay'), rarely({ delays }))).toBeUndefined()
  })

  it.each([
    ['/usr/bin/python3.11', ['gunicorn: worker'], 'python 3.11'],
    ['/usr/lib/jvm/java-21/bin/java (deleted)', ['java', '-jar'], 'java'],
    ['/usr/sbin/php-fpm8.2', ['php-fpm: pool www'], 'php 8.2'],
    ['/usr/bin/luajit-2.1.0-beta3', ['luajit'], 'luajit 2.1'],
    // What it calls itself is nothing against its file.
    ['/usr/bin/bash', ['node', 'server.js'], undefined],
    // What it was called as tells no version.
    [undefined, ['/usr/local/bin/python3.11', 'server.py'], 'python'],
    [undefined, ['/usr/local/bin/node', 'server.js'], 'node'],
    [undefined, ['nodejs'], 'node'],
    [undefined, ['php-fpm8.2'], 'php'],
    [undefined, ['python3-config'], undefined],
    [undefined, ['node: worker'], undefined],
    [undefined, undefined, undefined],
  ])('of the runtime by the names of %s, called %j, is %s', (exe, args, name) => {
    expect(shown(findColumn('runtime'), rarely({ exe }, { args }))).toBe(name)
  })

  it.each([
    ['/srv/whatever', { name: 'node', version: '20.20.2' }, 'node 20'],
    ['/srv/whatever', { name: 'go', version: '1.22.3' }, 'go 1.22'],
    ['/opt/jdk8/bin/java', { name: 'java', version: '1.8.0_392' }, 'java 8'],
    ['/opt/jdk17/bin/java', { name: 'java', version: '17.0.15' }, 'java 17'],
    ['/usr/bin/perl', { name: 'perl', version: '5.36.0' }, 'perl 5.36'],
    ['/usr/lib/erlang/erts-13.1.5/bin/beam.smp', { name: 'erlang', version: '25' }, 'erlang 25'],
    ['/usr/lib/erlang/erts-13.1.5/bin/beam.smp', { name: 'erlang', version: undefined }, 'erlang'],
    // Of its file’s own name the version is known where the file does not tell it, but not of another runtime’s.
    ['/usr/bin/python3.9', { name: 'python', version: undefined }, 'python 3.9'],
    ['/usr/bin/python3.9', { name: 'pypy', version: undefined }, 'pypy'],
    // What has not the marks of what it is called is something else, where that always has some.
    ['/usr/sbin/node', { name: undefined, why: 'none' }, undefined],
    ['/usr/bin/lua5.4', { name: undefined, why: 'none' }, 'lua 5.4'],
    ['/usr/bin/python3.11', { name: undefined, why: 'mute' }, 'python 3.11'],
    ['/usr/bin/python3.11 (deleted)', { name: undefined, why: 'elsewhere' }, 'python 3.11'],
    ['/usr/bin/bash', { name: undefined, why: 'locked' }, undefined],
  ] as const)('of the runtime of %s with %j is %s', (exe, runtime, text) => {
    expect(shown(findColumn('runtime'), rarely({ exe, runtime }))).toBe(text)
  })

  it('of runtimes are ordered by name, then by version as numbers, and what has none first', () => {
    const column = findColumn('runtime')
    const told = [
      'python 3.9',
      'node',
      'python 3.11',
      'node 20',
      'python',
      'node 8',
      'python 3.10',
      'java 17',
      undefined,
    ]
    const rows = told.map((text, pid) => {
      const [name, version] = text?.split(' ') ?? []
      const runtime = name === undefined ? ({ name, why: 'none' } as const) : { name, version }
      return rarely({ exe: '/srv/x', runtime }, {}, { pid })
    })
    const order = (descending: boolean) =>
      sorted(rows, sortBy(column, CONTEXT, descending)).map(row => told[row.record.pid])
    const ascending = ['java 17', 'node', 'node 8', 'node 20', 'python', 'python 3.9', 'python 3.10', 'python 3.11']
    expect(order(false)).toEqual([...ascending, undefined])
    expect(order(true)).toEqual([...ascending.toReversed(), undefined])
  })

  it('of the container is what its group is called, and nothing of other groups', () => {
    const id = '0f3c5b8d9e2a7164c1b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4'
    const of = (cgroup: string) => shown(findColumn('container'), rowOf({}, { cgroup }))
    for (let time = 0; time < 2; time++) {
      expect(of(`/system.slice/docker-${id}.scope`)).toBe('docker 0f3c5b8d9e2a')
      expect(of('/system.slice/ssh.service')).toBeUndefined()
    }
  })

  it('of the program’s file is its name, or all of its path', () => {
    const row = rarely({ exe: '/usr/bin/node' })
    expect(shown(findColumn('exe'), row)).toBe('node')
    expect(shown(findColumn('exe'), row, { fullPath: true })).toBe('/usr/bin/node')
  })

  it('of a real-time process is RT', () => {
    expect(shown(findColumn('priority'), rowOf({ priority: -100 }))).toBe('RT')
    expect(shown(findColumn('priority'), rowOf({ priority: -51 }))).toBe('-51')
  })

  it.each([
    ['/usr/bin/node server.js', ['/usr/bin/node', 'server.js'], 'node server.js', '/usr/bin/node server.js'],
    ['node /srv/app.js', ['node', '/srv/app.js'], 'node /srv/app.js', 'node /srv/app.js'],
    [
      'nginx: master process /usr/sbin/nginx',
      ['nginx: master process /usr/sbin/nginx'],
      'nginx: master process /usr/sbin/nginx',
      'nginx: master process /usr/sbin/nginx',
    ],
    [
      '/opt/a b/run --into /tmp/x',
      ['/opt/a b/run --into /tmp/x'],
      'a b/run --into /tmp/x',
      '/opt/a b/run --into /tmp/x',
    ],
    ['[sh]', [], '[sh]', '[sh]'],
  ])('of the command %s is with or without its path', (command, args, short, full) => {
    const row = rowOf({}, { command, args })
    expect(shown(findColumn('command'), row)).toBe(short)
    expect(shown(findColumn('command'), row, { fullPath: true })).toBe(full)
  })

  it('of a command that is not known yet is the kernel’s name, without the brackets of who has none', () => {
    expect(shown(findColumn('command'), rowOf({}, { args: undefined, command: '[sh]' }))).toBe('sh')
    expect(shown(findColumn('command'), rowOf({ kernelThread: true }, { args: undefined, command: '[sh]' }))).toBe(
      '[sh]',
    )
    // It was another program when it was first seen.
    expect(shown(findColumn('command'), rowOf({}, { args: undefined, command: '[bash]' }))).toBe('sh')
  })

  it('of a command that cannot be had is why', () => {
    expect(shown(findColumn('command'), rowOf({ state: 'D' }, { trouble: 'memory map locked' }))).toBe(
      '[sh] (memory map locked)',
    )
    expect(shown(findColumn('command'), rowOf({ state: 'Z' }))).toBe('[sh] (zombie)')
  })
})

describe('all columns', () => {
  it('go by names of which no two are the same', () => {
    const names = columns.flatMap(column => [...new Set([column.id, ...(column.aliases ?? [])])])
    expect(names).toEqual([...new Set(names)])
    for (const name of names) expect(name).toMatch(/^[a-z][a-z_+%]*$/)
  })

  it('are found by id, alias and title, in any case', () => {
    for (const column of columns) {
      for (const name of [column.id, ...(column.aliases ?? []), column.title, column.title.toLowerCase()]) {
        expect(findColumn(name)?.id, name).toBe(column.id)
      }
    }
    expect(findColumn('nonsense')).toBeUndefined()
  })

  it('are found by the names that htop has for them', () => {
    const names =
      'PID COMMAND STATE PPID PGRP SESSION TTY TPGID MINFLT CMINFLT MAJFLT CMAJFLT UTIME STIME CUTIME CSTIME PRIORITY ' +
      'NICE STARTTIME ELAPSED PROCESSOR VIRT RES SHR PRIV TRS DRS UID CPU% NCPU% MEM% USER TIME NLWP TGID RCHAR WCHAR ' +
      'SYSCR SYSCW RBYTES WBYTES CNCLWB IO_READ IO_WRITE IO_RATE CGROUP CONTAINER OOM IO_PRIORITY CPU_DELAY IO_DELAY ' +
      'PSS SWAP CTXT SECATTR COMM EXE CWD AUTOGROUP SCHEDULER'
    const ids = names.split(' ').map(name => findColumn(name)?.id)
    expect(ids).not.toContain(undefined)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('have one, the last of the table, that takes the rest', () => {
    expect(columns.filter(column => column.width === 0).map(column => column.id)).toEqual(['command'])
    expect(defaultColumns.at(-1)?.column.id).toBe('command')
  })

  it('of the table never give way all', () => {
    const kept = defaultColumns.filter(({ givesWay }) => givesWay === 0).map(({ column }) => column.id)
    expect(kept).toEqual(['pid', 'rss', 'state', 'cpu', 'command'])
    const order = defaultColumns.map(({ givesWay }) => givesWay).filter(givesWay => givesWay > 0)
    expect(order).toHaveLength(new Set(order).size)
  })

  it('say of pids what they are: this test’s own process has one', () => {
    expect(shown(findColumn('pid'), rowOf({ id: processId(process.pid, 1), pid: process.pid }))).toBe(
      String(process.pid),
    )
  })
})
