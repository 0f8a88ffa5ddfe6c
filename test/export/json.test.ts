import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findColumn } from '../../src/columns/index.ts'
import type { Json } from '../../src/export/describe.ts'
import { ALL_COLUMNS, ALL_FACETS, snapshotJson } from '../../src/export/json.ts'
import { costlierShapes, usualShape } from '../../src/export/process-shape.ts'
import { columnShapes } from '../../src/export/rare-shapes.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import { derive } from '../../src/model/derive.ts'
import type { Facet } from '../../src/model/process.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { unknowing } from '../support/unknowing.ts'
import { barelyKnown, busyMachine, sample } from './moments.ts'
import { withOneKeyMore, withoutOneKey } from './mutations.ts'

const schema = jsonSchema()
const validate = new Ajv2020({ allErrors: true }).compile(schema as object)

const whole = (snapshot: Snapshot, facets: Iterable<Facet> = [], columns: Iterable<string> = []): Json => {
  const troubles = new Troubles(detectors()).look(snapshot)
  const asked = { facets: new Set(facets), columns: new Set(columns) }
  return JSON.parse(JSON.stringify(snapshotJson(snapshot, { rows: snapshot.processes, troubles, ...asked })))
}
const full = (snapshot: Snapshot): Json => whole(snapshot, ALL_FACETS, ALL_COLUMNS)

/** A key that may be left out: those of a process that have to be asked for. */
const isOptional = (path: string): boolean => {
  const [, key = ''] = /^\/processes\/\d+\/(\w+)$/.exec(path) ?? []
  return [...Object.values(costlierShapes), ...Object.values(columnShapes)].some(shape => key in shape)
}

describe('a moment as JSON', () => {
  test('keeps to the schema: all known, little known, all facts', () => {
    for (const document of [whole(busyMachine()), whole(barelyKnown()), full(busyMachine())]) {
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    }
  })

  test.each(['some', 'least'] as const)('keeps to it where a system tells %s, and what is unknown is null', telling => {
    const { processes: all } = busyMachine().sample
    const at = (atSec: number) => {
      const counters = { runMs: 5000 + atSec * 480, userMs: undefined, seenAtMs: 1000 + atSec * 1000 }
      return unknowing(
        sample(
          atSec,
          all.map(one => ({ ...one, ...counters })),
        ),
        telling,
      )
    }
    const [before, after] = [derive(undefined, at(0)), derive(undefined, at(2))]
    const snapshot = derive(before, after.sample)
    for (const document of [whole(snapshot), full(snapshot)])
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    const isLeast = telling === 'least'
    expect(full(snapshot)).toMatchObject({
      intervalMs: 2000,
      load: { one: isLeast ? null : 4.4, tasks: 4, threads: null, running: null, blocked: null, forksPerSec: null },
      cpu: {
        busyPct: expect.any(Number),
        nicePct: isLeast ? null : 0,
        iowaitPct: null,
        stealPct: null,
        endedPct: null,
      },
      memory: { usedBytes: expect.any(Number), activeBytes: null, buffersBytes: null, slabBytes: null },
      swap: { totalBytes: isLeast ? null : 2048 * 1024 ** 2, inBytes: null, outBytesPerSec: null },
      pressure: null,
      disks: [{ mount: '/', usedPct: expect.any(Number), inodesUsedPct: null }, { mount: '/mnt/nas' }],
      network: [{ interface: 'lo', rxErrors: isLeast ? null : 0 }, { interface: 'eth0' }],
      sensors: [],
      battery: null,
      gpus: [],
    })
    const { processes } = full(snapshot) as { processes: Record<string, Json>[] }
    const node = processes.find(({ pid }) => pid === 8305)
    // Of both kinds of time together, where they are not told apart.
    expect(node).toMatchObject({ cpuPct: isLeast ? null : 48, cpuTimeSec: isLeast ? null : 5.96 })
    const told = Object.entries(node ?? {}).filter(([, value]) => value !== null)
    const always = 'id pid ppid name command kernelThread rssBytes memPct grewBytes runtime'.split(' ')
    const byMacOS =
      'user state nice vmsBytes cpuPct cpuTimeSec processGroup startedAt elapsedMs tty cpuOfMachinePct'.split(' ')
    for (const [key] of told) expect([...always, ...(isLeast ? [] : byMacOS)], key).toContain(key)
    for (const key of always) expect(node?.[key], key).not.toBeNull()
  })

  test('has the figures of the snapshot, in its units', () => {
    expect(whole(busyMachine())).toMatchObject({
      schema: 'ntop/1',
      at: '2026-02-03T12:56:10.000Z',
      intervalMs: 2000,
      host: { name: 'web-3', uptimeSec: 274_322, bootAt: '2026-01-31T08:44:08.000Z' },
      load: { one: 4.4, tasks: 4, threads: 1204, running: 2, blocked: 1, zombies: 1, forksPerSec: 4 },
      troubles: [
        {
          id: 'file-system-dead',
          since: '2026-02-03T12:56:08.000Z',
          text: '/mnt/nas does not answer',
          severity: 'critical',
        },
        {
          id: 'ended-cpu',
          since: '2026-02-03T12:56:08.000Z',
          text: '6% of CPU by processes that already ended, 4 forks/s, under node (8305)',
          severity: 'warning',
        },
      ],
      cpu: {
        model: 'Xeon 2.0 GHz',
        busyPct: 17.5,
        userPct: 15,
        systemPct: 2.5,
        endedPct: 5.5,
        endedUnder: [{ id: '8305:830500', pid: 8305, name: 'node', pct: 2.5 }],
        mhz: 3400,
        celsius: 62,
        cores: [
          { id: 0, mhz: null, celsius: null },
          { id: 2, busyPct: 0, mhz: 3400, celsius: 60 },
        ],
      },
      memory: { totalBytes: 25_769_803_776, usedBytes: 2_469_396_480, usedPct: 9.583 },
      swap: { usedBytes: 536_870_912, usedPct: 25, inBytesPerSec: 0, outBytesPerSec: 1_048_576 },
      pressure: { cpu: { full: null }, memory: null, io: { some: { avg10: 4.2 }, full: { totalUs: 55 } } },
      disks: [
        { mount: '/', usedPct: 22.222, inodesUsedPct: 10 },
        { mount: '/mnt/nas', totalBytes: null, usedPct: null },
      ],
      diskIo: [{ device: 'vda', readBytesPerSec: 1_048_576, readsPerSec: 10, busyPct: 3, awaitMs: 1, queue: 0.045 }],
      network: [
        { interface: 'lo', up: null },
        { interface: 'eth0', rxBytesPerSec: 1_258_291, up: true },
      ],
      sensors: [
        {
          chip: 'coretemp',
          device: 'coretemp.0',
          label: 'Package id 0',
          kind: 'temperature',
          value: 62,
          unit: '°C',
          high: 90,
          critical: 100,
        },
        { label: 'Core 0', value: null },
        { chip: 'nct6798', label: null, value: -3.5, high: null },
        { kind: 'fan', value: 1180, unit: 'rpm' },
        { chip: 'rapl', label: 'package-0', kind: 'power', value: 12.5, unit: 'W' },
      ],
      battery: {
        status: 'Discharging',
        chargePct: 78,
        energyWh: 39,
        fullWh: 50,
        powerWatts: 18,
        leftSec: 7800,
        mains: false,
      },
      gpus: [{ id: 'card0', driver: 'amdgpu', name: null, busyPct: 37, vramUsedBytes: 3_221_225_472, celsius: 52 }],
      processes: [
        { pid: 17, user: 'root', kernelThread: true, command: '[kworker/0:1]', cpuPct: 0 },
        { pid: 1203, command: 'postgres: writer' },
        {
          id: '8305:830500',
          pid: 8305,
          startedAt: '2026-01-31T11:02:33.000Z',
          cpuPct: 48,
          cpuTimeSec: 43.13,
          memPct: 0.863,
          grewBytes: 12_582_912,
        },
        { pid: 9000, state: 'Z', user: null, uid: null },
      ],
    })
  })

  test('what is unknown is null, never 0', () => {
    const document = whole(barelyKnown())
    expect(document).toMatchObject({
      intervalMs: null,
      load: { one: null, threads: null, running: null, forksPerSec: null, tasks: 1 },
      cpu: { model: null, busyPct: null, endedPct: null, endedUnder: null, cores: [] },
      troubles: [{ id: 'file-system-dead' }],
      memory: null,
      swap: null,
      pressure: null,
      sensors: [],
      battery: null,
      gpus: [],
      processes: [{ startedAt: null, cpuPct: null, memPct: null, grewBytes: null, user: null }],
    })
  })

  test('the costlier keys are there only when asked for, then also where unknown', () => {
    const [usual, all] = [whole(busyMachine()), full(busyMachine())]
    expect(usual).not.toMatchObject({ processes: [{}, {}, { pssBytes: expect.anything() }, {}] })
    expect(all).toMatchObject({
      processes: [
        { ussBytes: null },
        { sharedBytes: 68_157_440 },
        { ussBytes: 210_763_776, cgroup: '/system.slice/web.service', readBytes: null },
        {},
      ],
    })
    const some = whole(busyMachine(), ['statm'])
    expect(JSON.stringify(some)).toContain('"sharedBytes"')
    expect(JSON.stringify(some)).not.toContain('"pssBytes"')
  })
})

describe('chosen columns', () => {
  test('add what they tell of, and nothing else', () => {
    const [usual, more] = [whole(busyMachine()), whole(busyMachine(), [], ['tty', 'cstime', 'elapsed', 'ncpu'])]
    expect(more).toMatchObject({
      processes: [
        { tty: null, childrenSystemSec: 0, elapsedMs: 274_322_000 - 17_000, cpuOfMachinePct: 0 },
        {},
        { cpuOfMachinePct: 24 },
        {},
      ],
    })
    const keys = (document: Json) => Object.keys((document as { processes: [object] }).processes[0])
    expect(keys(more)).toEqual([...keys(usual), 'tty', 'childrenSystemSec', 'elapsedMs', 'cpuOfMachinePct'])
  })

  test('have no key twice, whose meaning would depend on what was asked first', () => {
    const names = [usualShape, ...Object.values(costlierShapes), ...Object.values(columnShapes)].flatMap(Object.keys)
    expect(names).toEqual([...new Set(names)])
  })

  test('that are columns', () => {
    for (const id of ALL_COLUMNS) expect(findColumn(id)?.id).toBe(id)
  })
})

const describes = (node: Json): boolean => node !== null && typeof node === 'object' && 'description' in node

describe('the schema', () => {
  const document = full(busyMachine())

  test('misses every key that is dropped', () => {
    const changes = withoutOneKey(document).filter(({ path }) => !isOptional(path))
    expect(changes.length).toBeGreaterThan(200)
    expect(changes.filter(change => validate(change.document)).map(({ path }) => path)).toEqual([])
  })

  test('lets no key be added, in no object', () => {
    const changes = withOneKeyMore(document)
    expect(changes.length).toBeGreaterThan(20)
    expect(changes.filter(change => validate(change.document)).map(({ path }) => path)).toEqual([])
  })

  test('explains every key', () => {
    const unexplained: string[] = []
    const look = (node: Json, path: string): void => {
      if (node === null || typeof node !== 'object' || Array.isArray(node)) return
      for (const [key, value] of Object.entries(node)) {
        if (path.endsWith('/properties') && !describes(value as Json)) unexplained.push(`${path}/${key}`)
        look(value as Json, `${path}/${key}`)
      }
    }
    look(schema, '')
    expect(unexplained).toEqual([])
  })

  test('takes every snapshot that can be derived', () => {
    const finite = fc.double({ min: 0, max: 1e15, noNaN: true })
    fc.assert(
      fc.property(fc.option(finite, { nil: undefined }), finite, fc.string(), (cpuPct, rssBytes, command) => {
        const snapshot = busyMachine()
        const rows = snapshot.processes.map(row => ({
          ...row,
          cpuPct,
          record: { ...row.record, rssBytes },
          facts: { ...row.facts, command },
        }))
        const made = JSON.parse(
          JSON.stringify(
            snapshotJson(snapshot, { rows, troubles: [], facets: new Set(ALL_FACETS), columns: new Set(ALL_COLUMNS) }),
          ),
        )
        expect(validate(made), JSON.stringify(validate.errors)).toBe(true)
      }),
    )
  })
})
