import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyColumn, ColumnContext } from '../../src/columns/column.ts'
import { columns, defaultColumns, findColumn } from '../../src/columns/index.ts'
import { derive } from '../../src/model/derive.ts'
import { compareValues } from '../../src/model/order.ts'
import { type IoCounters, type ProcessFacts, type ProcessRecord, processId } from '../../src/model/process.ts'
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

const anyFacts: fc.Arbitrary<Partial<ProcessFacts>> = fc.record({
  uid: fc.option(fc.constantFrom(0, 1000, 65_534), { nil: undefined }),
  user: fc.option(fc.constantFrom('root', 'deploy', 'systemd-network', '数据'), { nil: undefined }),
  command: anyName,
  trouble: fc.option(fc.constant('memory map locked'), { nil: undefined }),
  sharedBytes: maybeBytes,
  ussBytes: maybeBytes,
  pssBytes: maybeBytes,
  swapBytes: maybeBytes,
  io: anyReading,
  ioBefore: anyReading,
  cgroup: fc.option(fc.constant('/system.slice/docker-0123456789abcdef.scope'), { nil: undefined }),
})

const anyRecord: fc.Arbitrary<Partial<ProcessRecord>> = fc.record({
  ppid: anyPid,
  processGroup: anyPid,
  session: anyPid,
  name: anyName,
  state: anyState,
  kernelThread: fc.boolean(),
  minorFaults: upTo(2 ** 45),
  majorFaults: upTo(2 ** 40),
  // Two hundred years of one core, which 512 cores use up in five months.
  userMs: upTo(99_998 * 86_400_000),
  systemMs: upTo(3_600_000),
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
})

/** Names of people, groups and programs may be as long as they like: the table clips them. */
const CLIPPED = new Set(['user', 'cgroup', 'command'])
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
    for (const id of ['user', 'shared', 'uss', 'pss', 'swap', 'read', 'write', 'cgroup']) {
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
    for (const name of names) expect(name).toMatch(/^[a-z][a-z+%]*$/)
  })

  it('are found by id, alias and title, in any case', () => {
    for (const column of columns) {
      for (const name of [column.id, ...(column.aliases ?? []), column.title, column.title.toLowerCase()]) {
        expect(findColumn(name)?.id, name).toBe(column.id)
      }
    }
    expect(findColumn('nonsense')).toBeUndefined()
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
