/** A machine with every trouble there is, of which some figures are unknown: nothing is told of what is not known. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { detectorKinds, detectors } from '../../src/model/troubles/index.ts'
import { type Trouble, Troubles } from '../../src/model/troubles/trouble.ts'
import { record, sample } from '../export/moments.ts'

const MIB = 1024 ** 2
const SECONDS = 13
const NODE = record(8305, { name: 'node' })
const DEAD = Array.from({ length: 30 }, (_, i) => record(10 + i, { state: 'Z' }))
const STUCK = record(7, { state: 'D', userMs: 100, systemMs: 0 })

/** All at once. */
function sick(second: number): RawSample {
  const calm = sample(second, [])
  if (calm.cpu === undefined) throw new Error('no times')
  const shares = { avg10: 90, avg60: 90, avg300: 90, totalUs: 9 }
  const levels = { some: shares, full: shares }
  const disk = {
    device: '/dev/vda',
    blockDevice: 'vda',
    fsType: 'ext4',
    totalBytes: 1000 * MIB,
    usedBytes: 999 * MIB,
    availableBytes: MIB,
    inodesTotal: 1000,
    inodesFree: 9,
    trouble: undefined,
  }
  return {
    ...calm,
    processes: [STUCK, ...DEAD, { ...NODE, childUserMs: second * 1000 }],
    seesEveryone: false,
    oldList: { listedAtMs: 0, why: 'nobody answers' },
    scanMs: 0,
    cpu: { ...calm.cpu, total: { ...calm.cpu.total, userMs: 2000 * second, stealMs: 4000 * second } },
    load: { one: 9, five: 9, fifteen: 9, runnable: 9, threads: 32_000, lastPid: 9 },
    tables: { mostTasks: 32_768, files: 990, mostFiles: 1000 },
    paging: {
      swapInBytes: 9 * MIB * second,
      swapOutBytes: 9 * MIB * second,
      reclaimedBytes: 0,
      oomKills: second < 5 ? 0 : 1,
    },
    pressure: { cpu: levels, memory: levels, io: levels },
    fileSystems: [
      { ...disk, mount: '/data' },
      { ...disk, mount: '/mnt', totalBytes: undefined, usedBytes: undefined, trouble: 'does not answer' },
    ],
    limits: [{ id: NODE.id, name: 'NOFILE', used: 99, soft: 100 }],
    groups: {
      cpu: [{ path: '/web', readAtMs: second * 1000, processors: 1, periodMs: 100, throttledPeriods: second * 9 }],
      tasks: [{ path: '/web', used: 99, most: 100 }],
    },
    hardware: {
      readAtMs: calm.monotonicMs,
      sensors: [
        {
          id: 'hwmon1/temp1',
          chip: 'coretemp',
          device: undefined,
          kind: 'temperature',
          label: 'Core 0',
          value: 101,
          high: 90,
          critical: 100,
        },
      ],
      energy: [],
      batteries: [{ name: 'BAT0', status: 'Discharging', chargePct: 5, energyWh: 2, fullWh: 50, powerWatts: 10 }],
      mains: false,
      gpus: [],
      cores: new Map(),
      packageCelsius: undefined,
    },
  }
}

/** What a kernel may not tell, or not to us. */
const UNKNOWABLE: readonly string[] = [
  'cpu',
  'load',
  'paging',
  'paging.oomKills',
  'pressure',
  ...['cpu', 'memory', 'io'].flatMap(name => [`pressure.${name}`, `pressure.${name}.full`]),
  'tables',
  ...['mostTasks', 'files', 'mostFiles'].map(name => `tables.${name}`),
  'limits',
  'groups',
  'oldList',
  ...['totalBytes', 'usedBytes', 'availableBytes', 'inodesTotal', 'inodesFree'].map(name => `fileSystems.0.${name}`),
  'hardware',
  'hardware.sensors.0.value',
  'hardware.sensors.0.critical',
  ...['chargePct', 'energyWh', 'fullWh', 'powerWatts'].map(name => `hardware.batteries.0.${name}`),
  'scanMs',
]

/** The value without what stands at these paths. */
function without(value: unknown, hidden: ReadonlySet<string>, path: string): unknown {
  if (hidden.has(path)) return undefined
  if (typeof value !== 'object' || value === null || value instanceof Map) return value
  const inner = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)
  if (Array.isArray(value)) return value.map((item, i) => without(item, hidden, inner(i)))
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, without(part, hidden, inner(key))]))
}

function told(unknown: readonly string[]): Trouble[] {
  const hidden = new Set(unknown)
  const troubles = new Troubles(detectors())
  let snapshot: Snapshot | undefined
  const all = new Map<string, Trouble>()
  for (let second = 0; second < SECONDS; second++) {
    snapshot = derive(snapshot, without(sick(second), hidden, '') as RawSample)
    for (const trouble of troubles.look(snapshot)) all.set(trouble.id, trouble)
  }
  return [...all.values()]
}

const idsOf = (troubles: readonly Trouble[]): string[] => troubles.map(({ id }) => id).sort()

/** These go by states and names. */
const WITHOUT_FIGURES = ['blocked', 'file-system-dead', 'zombies']

test('all is told where all is known', () => {
  expect(idsOf(told([]))).toEqual(detectorKinds.map(({ id }) => id).sort())
})

test('each says what may be done, and has a short wording', () => {
  for (const { id, advice, wordings } of told([])) {
    expect(advice, id).toBeDefined()
    expect(wordings.at(-1)?.length, id).toBeLessThan(45)
  }
})

test('nothing is told where nothing is known', () => {
  expect(idsOf(told(UNKNOWABLE))).toEqual(WITHOUT_FIGURES)
})

test('whatever is unknown, no sentence has a figure that is none, and nothing is told that would not be otherwise', () => {
  const all = idsOf(told([]))
  fc.assert(
    fc.property(fc.subarray([...UNKNOWABLE]), unknown => {
      const troubles = told(unknown)
      expect(all).toEqual(expect.arrayContaining(idsOf(troubles)))
      for (const { wordings } of troubles)
        for (const wording of wordings) expect(wording).not.toMatch(/NaN|undefined|Infinity/)
    }),
    { numRuns: 150 },
  )
})
