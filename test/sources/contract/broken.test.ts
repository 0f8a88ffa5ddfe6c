/** The contract is broken in each of its points, and says so. */
import { cpus } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type ProcessRecord, processId } from '../../../src/model/process.ts'
import type { CpuTimes, RawSample } from '../../../src/model/sample.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import type { Source } from '../../../src/sources/source.ts'
import { type Fault, part, processes, processesAnew, processTimes, sample, scanning } from './altered.ts'
import {
  type ContractOptions,
  FLAT_MS,
  OF_ALL,
  OF_RECORDED,
  OF_RUNNING,
  OF_TREES,
  ofTree,
  running,
} from './contract.ts'
import type { RunningStage } from './running-stage.ts'
import type { TreeStage } from './tree-stage.ts'
import { type Demand, Trial } from './trial.ts'

const DEMANDS = { ...OF_ALL, ...OF_RUNNING, ...OF_TREES }
const HOUR_MS = 3_600_000
const CORES = cpus().length
const CONTROLS = '\u202e\u001b[2J'

/** What is wrong, in words, how it comes about, and what the demand says of it. */
type Breach = readonly [what: string, fault: Fault, says: RegExp]

/** A part of samples is what it was in the scan before. */
function late(key: 'processes'): Fault {
  let last: RawSample | undefined
  return sample(now => {
    const old = last ?? now
    last = now
    return { ...now, [key]: old[key] }
  })
}

/** A part of samples is what it was in the first scan. */
function frozen(key: keyof RawSample): Fault {
  let first: RawSample | undefined
  return sample(now => {
    first ??= now
    return { ...now, [key]: first[key] }
  })
}

const cores = (alter: (times: CpuTimes) => Partial<CpuTimes>): Fault =>
  part('cpu', cpu => ({
    ...cpu,
    cores: cpu.cores.map(({ id, times }) => ({ id, times: { ...times, ...alter(times) } })),
  }))

const network = (alter: (bytes: number) => number): Fault =>
  part('network', all =>
    all.map(counted => ({ ...counted, rxBytes: alter(counted.rxBytes), txBytes: alter(counted.txBytes) })),
  )

const factsOf = (alter: (record: ProcessRecord) => Partial<ProcessRecord['facts']>): Fault =>
  processes(record => ({ facts: { ...record.facts, ...alter(record) } }))

const plainError: Fault = source => {
  let closed = false
  const failing = scanning(source, async needs => {
    const found = await source.scan(needs)
    if (closed) throw new Error('closed')
    return found
  })
  return {
    ...failing,
    close() {
      closed = true
      source.close()
    },
  }
}

const BREACHES: Readonly<Record<keyof Omit<typeof DEMANDS, 'closing' | 'flat' | 'missing'>, readonly Breach[]>> = {
  order: [
    ['are in no order', part('processes', all => all.toReversed()), /pid after the last/],
    ['are there twice', part('processes', all => all.flatMap(one => [one, one])), /pid after the last/],
    ['are nobody', part('processes', () => []), /processes/],
    ['have another’s pid in their identity', processes(({ pid }) => ({ id: processId(pid + 1, 1) })), /identity/],
  ],
  sameFacts: [
    ['have facts of their own in each record', factsOf(() => ({})), /facts of .* are the same/],
    ['have new facts for a new name', newFactsForNames(), /facts of .* are the same/],
    ['have facts in common', commonFacts(), /objects of facts/],
    ['who became another are another', processes(idByName), /is the same/],
  ],
  sameRecord: [['have a new record in each scan', processesAnew(() => ({})), /record is the same/]],
  clocks: [
    ['were read in the future', processesAnew(({ seenAtMs }) => ({ seenAtMs: seenAtMs + 1000 })), /clock of \d/],
    ['were read before the scan', processesAnew(({ seenAtMs }) => ({ seenAtMs: seenAtMs - 1000 })), /clock of \d/],
    ['were read at no time', processesAnew(() => ({ seenAtMs: Number.NaN })), /clock of \d/],
    ['have a machine whose clock stands still', part('monotonicMs', () => 1), /clock of the machine/],
    ['have a machine whose clock is the wall’s', part('monotonicMs', () => Date.now()), /clock of the machine/],
    ['have a wall clock in seconds', part('atMs', atMs => atMs / 1000), /wall clock/],
  ],
  cleanText: [
    ['have raw names', processes(({ name }) => ({ name: name + CONTROLS })), /name/],
    ['have raw commands', factsOf(({ facts }) => ({ command: facts.command + CONTROLS })), /command/],
    ['have raw arguments', factsOf(({ facts }) => ({ args: [...(facts.args ?? []), '\r'] })), /argument/],
    ['have raw users', factsOf(() => ({ user: '\u0085' })), /user/],
    ['have raw mounts', part('fileSystems', all => all.map(one => ({ ...one, mount: `${one.mount}\n` }))), /mount/],
    [
      'have raw interfaces',
      part('network', all => all.map(one => ({ ...one, interface: `${one.interface}\u2066` }))),
      /interface/,
    ],
    ['have raw disks', part('diskIo', all => all.map(one => ({ ...one, device: `${one.device}\x7f` }))), /disk/],
    ['are on a raw host', part('host', host => ({ ...host, name: `${host.name}\u2029` })), /host/],
    ['have names up to the first parenthesis', processes(({ name }) => ({ name: name.split(')')[0] ?? '' })), /name/],
    ['have a state out of their name', processes(({ name }) => (name.includes(') Z') ? { state: 'Z' } : {})), /state/],
    ['have a parent out of their name', processes(({ name }) => (name.includes(') Z') ? { ppid: 9 } : {})), /parent/],
  ],
  lasting: [
    ['have an identity by the second', processesAnew(({ pid }) => ({ id: processId(pid, second()) })), /identity/],
    [
      'that go on have another identity',
      sample((whole, scans) => ({
        ...whole,
        processes: whole.processes.map(one => (one.pid === 1 ? { ...one, id: processId(1, scans) } : one)),
      })),
      /identity under a number/,
    ],
  ],
  started: [
    ['come a scan late', late('processes'), /is missing/],
    ['never come', frozen('processes'), /is missing/],
    ['come as the same', processes(() => ({ id: processId(1, 1) })), /identities/],
  ],
  ended: [
    ['stay a scan longer', late('processes'), /who has ended|is missing/],
    ['stay for ever', staying(), /who has ended/],
  ],
  becoming: [
    ['who became another are another', processes(idByName), /identity/],
    ['keep their first name', oldNames(), /new name/],
  ],
  growing: [
    ['have processor time that goes back', processesAnew(() => ({ userMs: -Date.now(), systemMs: 0 })), /cpuMs/],
    ['have processor time that stands still', processes(() => ({ userMs: 5, systemMs: 5 })), /time of who works/],
    ['have faults that go back', processesAnew(() => ({ minorFaults: -performance.now() })), /minorFaults/],
    ['have cores whose time goes back', cores(() => ({ userMs: 1e12 - performance.now() })), /core 0 userMs/],
    ['have traffic that goes back', part('network', falling('rxBytes')), /interface .* rxBytes/],
    ['have disks that unread', part('diskIo', falling('readBytes')), /disk .* readBytes/],
    ['have forks that go back', part('cpu', cpu => ({ ...cpu, forks: -performance.now() })), /machine forks/],
  ],
  possible: [
    ['have memory that is no number', processes(() => ({ rssBytes: Number.NaN })), /rssBytes is no finite/],
    ['have infinite threads', processes(() => ({ threads: Number.POSITIVE_INFINITY })), /threads is no finite/],
    ['began before the boot', processes(() => ({ startMs: -1 })), /startMs is negative/],
    ['have a load that is no number', part('load', load => ({ ...load, one: Number.NaN })), /load.one is no finite/],
    [
      'have more available than there is',
      part('memory', memory => ({ ...memory, availableBytes: memory.totalBytes + 1 })),
      /usedBytes is negative/,
    ],
  ],
  coresAddUp: [
    [
      'have a mean for all cores',
      part('cpu', cpu => ({ ...cpu, total: cpu.cores[0]?.times ?? cpu.total })),
      /Ms of all/,
    ],
    ['have a time of cores that is unknown of all', cores(() => ({ stealMs: undefined })), /stealMs is unknown/],
    ['have no cores', part('cpu', cpu => ({ ...cpu, cores: [] })), /cores/],
  ],
  memoryAddsUp: [
    ['have more free than there is', part('memory', one => ({ ...one, freeBytes: one.totalBytes + 1 })), /freeBytes/],
    [
      'have more cached than there is',
      part('memory', one => ({ ...one, cachedBytes: one.totalBytes * 1024 })),
      /cached/,
    ],
    ['have negative buffers', part('memory', one => ({ ...one, buffersBytes: -1 })), /buffersBytes/],
    ['have more free swap than swap', part('memory', one => ({ ...one, swapTotalBytes: 1, swapFreeBytes: 2 })), /swap/],
    ['never have memory', part('memory', () => undefined), /memory is unknown/],
  ],
  processesFit: [
    ['have kibibytes for bytes', processes(one => ({ rssBytes: one.rssBytes * 1024 * 1024 })), /resident memory of/],
    ['have no memory', processes(() => ({ rssBytes: 0 })), /resident memory/],
  ],
  disksAddUp: [
    [
      'have all available that there is',
      part('fileSystems', all => all.map(one => ({ ...one, availableBytes: one.totalBytes }))),
      /\//,
    ],
    ['have no disks', part('fileSystems', () => []), /disks are unknown/],
  ],
  closedEarly: [
    [
      'never answer once they are closed',
      source => scanning(source, () => new Promise<RawSample>(() => undefined)),
      /still waits/,
    ],
    ['fail for no reason', plainError, /error/],
  ],
  closedFirst: [
    ['go on after the end', going(), /processes or error/],
    ['fail for no reason', plainError, /processes or error/],
  ],
  percentages: [
    ['have times in tenths', processTimes(10), /cpuPct/],
    ['have no cores', part('cpu', cpu => ({ ...cpu, cores: [] })), /cores/],
  ],
  processorTime: [
    ['have ticks for milliseconds', processTimes(1 / 10), /points off/],
    ['have shares of all cores', processTimes(CORES === 1 ? 1 / 2 : 1 / CORES), /points off/],
    ['know no times', processes(() => ({ userMs: undefined, runMs: undefined })), /points off/],
  ],
  residentMemory: [
    ['have kibibytes for bytes', processes(({ rssBytes }) => ({ rssBytes: rssBytes / 1024 })), /resident/],
    ['have address space for memory', processes(({ vmsBytes = 0 }) => ({ rssBytes: vmsBytes })), /resident/],
  ],
  start: [
    ['have ticks for milliseconds', processes(({ startMs }) => ({ startMs: startMs / 10 })), /start/],
    ['have another hour', part('host', host => ({ ...host, bootAtMs: (host.bootAtMs ?? 0) + HOUR_MS })), /start/],
    ['have no boot', part('host', host => ({ ...host, bootAtMs: undefined })), /start/],
  ],
  boot: [
    ['have an uptime in minutes', part('host', host => ({ ...host, uptimeSec: (host.uptimeSec ?? 0) / 60 })), /uptime/],
    ['have another hour', part('host', host => ({ ...host, bootAtMs: (host.bootAtMs ?? 0) - HOUR_MS })), /boot/],
  ],
  traffic: [
    ['have bits', network(bytes => bytes * 8), /traffic/],
    ['have kibibytes', network(bytes => bytes / 1024), /what was sent is missing/],
    ['have traffic that stands still', frozen('network'), /what was sent is missing/],
    ['see one way', part('network', all => all.map(one => ({ ...one, txBytes: 0 }))), /what was sent is missing/],
    ['see no loopback', part('network', () => []), /loopback is unknown/],
  ],
  memory: [
    ['have kibibytes', part('memory', one => ({ ...one, totalBytes: one.totalBytes / 1024 })), /total memory/],
    ['have what is available', part('memory', one => ({ ...one, totalBytes: one.freeBytes / 2 })), /total memory/],
  ],
  cores: [
    ['have one too few', part('cpu', cpu => ({ ...cpu, cores: cpu.cores.slice(1) })), /cores/],
    [
      'have ticks for milliseconds',
      cores(({ idleMs, userMs }) => ({ idleMs: idleMs / 10, userMs: userMs / 10 })),
      /idle/,
    ],
    ['have system for user time', cores(({ systemMs }) => ({ userMs: systemMs })), /user/],
  ],
  disk: [
    ['have kibibytes', disks(({ totalBytes = 0 }) => ({ totalBytes: totalBytes / 1024 })), /disk of/],
    ['have used what is left', disks(({ availableBytes }) => ({ usedBytes: (availableBytes ?? 0) * 3 })), /use of/],
    ['never know', disks(() => ({ totalBytes: undefined })), /disk of \/ is unknown/],
  ],
  ourselves: [
    ['have users by number', factsOf(({ facts }) => ({ user: String(facts.uid) })), /user/],
    ['are nobody’s children', processes(() => ({ ppid: 0 })), /parent/],
    ['began an hour ago', processes(({ startMs }) => ({ startMs: startMs - HOUR_MS })), /seconds since our start/],
    ['leave us out', part('processes', all => all.filter(({ pid }) => pid !== process.pid)), /is missing/],
  ],
  processesAddUp: [
    ['have the time of their threads too', processTimes(4), /use of all processes/],
    ['are all idle', processTimes(0), /use of all processes/],
  ],
  parents: [
    [
      'have parents that are not there',
      processes(({ pid }) => ({ ppid: pid === 2 ? 0 : 9_999_999 })),
      /parent of a child/,
    ],
    ['leave out parents', part('processes', all => all.filter(({ pid }) => pid !== process.pid)), /children of nobody/],
  ],
}

const second = (): number => Math.floor(Date.now() / 1000)

function idByName({ name, pid }: ProcessRecord): Partial<ProcessRecord> {
  return { id: processId(pid, name.length) }
}

function newFactsForNames(): Fault {
  const known = new Map<string, ProcessRecord['facts']>()
  return processes(({ facts, id, name }) => {
    const key = `${id} ${name}`
    const own = known.get(key) ?? { ...facts }
    known.set(key, own)
    return { facts: own }
  })
}

function commonFacts(): Fault {
  let facts: ProcessRecord['facts'] | undefined
  return processes(record => {
    facts ??= record.facts
    return { facts }
  })
}

function oldNames(): Fault {
  const names = new Map<string, string>()
  return processes(({ id, name }) => {
    names.set(id, names.get(id) ?? name)
    return { name: names.get(id) ?? name }
  })
}

/** Whoever was there once is there for ever. */
function staying(): Fault {
  const all = new Map<number, ProcessRecord>()
  return part('processes', records => {
    for (const record of records) all.set(record.pid, record)
    return [...all.values()].sort((a, b) => a.pid - b.pid)
  })
}

function falling(key: string): <T extends object>(all: readonly T[]) => T[] {
  return all => all.map(one => ({ ...one, [key]: 1e15 - performance.now() }))
}

function disks(alter: (one: RawSample['fileSystems'][number]) => Partial<RawSample['fileSystems'][number]>): Fault {
  return part('fileSystems', all => all.map(one => ({ ...one, ...alter(one) })))
}

/** Another one is there, which nobody closes before the end. */
function going(): Fault {
  return source => {
    const last = source.scan({ everyone: new Set() })
    return scanning(source, () => last)
  }
}

const LINUX: ContractOptions = { opened: ['linux', ''], patienceMs: 300 }

/** Fails unless the demand is not met, and for that reason. */
async function expectBreach<S extends RunningStage | TreeStage>(
  { check }: Demand<S>,
  trial: Trial<S>,
  says: RegExp,
): Promise<void> {
  let error: unknown
  try {
    await check(trial)
  } catch (thrown) {
    error = thrown
  } finally {
    await trial.end()
  }
  expect(error).toMatchObject({ name: 'AssertionError', message: expect.stringMatching(says) })
}

for (const [name, breaches] of Object.entries(BREACHES)) {
  const demand: Demand<RunningStage> = DEMANDS[name as keyof typeof BREACHES]
  describe(`a source ${demand.what}: it is noticed where processes`, () => {
    test.each(breaches)('%s', async (_, fault, says) => {
      await expectBreach(
        demand,
        running(() => fault(linuxSource()), LINUX),
        says,
      )
    })
  })
}

const leaking = (leak: string, programMs = 10_000): Trial<RunningStage> =>
  running(linuxSource, { ...LINUX, programMs, opened: ['linux', '', leak] })

test.each([
  // It is waited for in vain.
  ['timer', 1500, /ends by itself/],
  ['descriptor', 10_000, /descriptors/],
  ['child', 10_000, /children|left behind/],
] as const)('it is noticed where a closed source leaves a %s', async (leak, programMs, says) => {
  await expectBreach(OF_ALL.closing, leaking(leak, programMs), says)
})

test.each([
  ['descriptor', /descriptors/],
  ['child', /children/],
  ['memory', /memory/],
  ['heap', /heap/],
] as const)(
  'it is noticed where each scan leaves a %s',
  async (leak, says) => {
    await expectBreach(OF_ALL.flat, leaking(leak), says)
  },
  FLAT_MS,
)

test.each([
  ['descriptors', 1, /open in helpers/],
  ['rssBytes', 1024 ** 2, /resident in helpers/],
] as const)('it is noticed where helpers have more %s with each of a hundred scans', async (holding, each, says) => {
  const readings = [0, 50, 100].map(scans => {
    const helpers = { descriptors: 20, rssBytes: 50 * 1024 ** 2, [holding]: scans * each }
    return { scans, processes: 1, children: 1, descriptors: 20, heapBytes: 1, rssBytes: 1, helpers }
  })
  const { stage, tried } = running(linuxSource, LINUX)
  await expectBreach(OF_ALL.flat, new Trial({ ...tried, stage, runFlat: async () => readings }), says)
})

describe('it is noticed where a source that was sent astray', () => {
  const opening = (openMissing: () => Source): Trial<RunningStage> => running(linuxSource, { ...LINUX, openMissing })

  test('begins all the same', async () => {
    await expectBreach(OF_TREES.missing, opening(linuxSource), /error/)
  })

  test('says so without a code', async () => {
    const open = (): never => {
      throw new Error('nothing there')
    }
    await expectBreach(OF_TREES.missing, opening(open), /error with a code/)
  })
})

test('it is noticed where who has the number of another is taken for it', async () => {
  const fault = processes(({ pid }) => ({ id: processId(pid, 1) }))
  const open = ({ procfs, sysfs }: TreeStage): Source => fault(linuxSource({ procfs, sysfs }))
  await expectBreach(OF_RECORDED.reborn, ofTree('linux-6.18', open, LINUX), /identity/)
})
