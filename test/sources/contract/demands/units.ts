/** Figures against what is known from elsewhere: from who is measured, from Node, from the one who sent. */
import { once } from 'node:events'
import { statfsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { cpus, networkInterfaces, totalmem, uptime, userInfo } from 'node:os'
import { expect } from 'vitest'
import { derive } from '../../../../src/model/derive.ts'
import { residentBytes } from '../../../../src/model/process.ts'
import type { NetworkCounters, RawSample } from '../../../../src/model/sample.ts'
import { type Look, processOf, type RunningDemand } from '../trial.ts'

const MIB = 1024 ** 2

const processorTime: RunningDemand = {
  what: 'shows the processor time of a child as the child counts it itself, within 15 points',
  async check(trial) {
    const burner = await trial.stage.burner()
    await trial.look()
    const first = await burner.report()
    const before = await trial.look()
    await burner.work(1000)
    const after = await trial.look()
    const last = await burner.report()
    const expected = ((last.cpuMs - first.cpuMs) / (last.atMs - first.atMs)) * 100
    const row = derive(before.snapshot, after.sample).processes.find(({ record }) => record.pid === burner.pid)
    expect(Math.abs((row?.cpuPct ?? Number.NaN) - expected), `points off ${expected} %`).toBeLessThanOrEqual(15)
  },
}

const residentMemory: RunningDemand = {
  what: 'shows the memory of a child that holds 200 MiB',
  async check(trial) {
    const pid = await trial.stage.holder(200 * MIB)
    const bytes = residentBytes(processOf(await trial.look(), pid))
    expect(bytes, 'resident').toBeGreaterThanOrEqual(200 * MIB)
    expect(bytes, 'resident').toBeLessThan(400 * MIB)
  },
}

const start: RunningDemand = {
  what: 'knows when a child was started, to two seconds',
  async check(trial) {
    const beganAtMs = Date.now()
    const { pid } = await trial.stage.sleeper()
    const startedAtMs = Date.now()
    const look = await trial.look()
    const startMs = (look.sample.host.bootAtMs ?? Number.NaN) + processOf(look, pid).startMs
    expect(startMs, 'start').toBeGreaterThanOrEqual(beganAtMs - 2000)
    expect(startMs, 'start').toBeLessThanOrEqual(startedAtMs + 2000)
  },
}

const boot: RunningDemand = {
  what: 'knows since when the machine runs, by both clocks',
  async check(trial) {
    const { atMs, host } = (await trial.look()).sample
    expect(Math.abs((host.uptimeSec ?? Number.NaN) - uptime()), 'seconds off the uptime').toBeLessThanOrEqual(2)
    const upMs = atMs - (host.bootAtMs ?? Number.NaN)
    expect(Math.abs(upMs / 1000 - uptime()), 'seconds off the boot').toBeLessThanOrEqual(2)
  },
}

const SENT = 4 * MIB

const traffic: RunningDemand = {
  what: 'counts in bytes what was sent over loopback, one way and the other',
  async check(trial) {
    const [loopback] =
      Object.entries(networkInterfaces()).find(([, all]) => all?.some(({ internal }) => internal)) ?? []
    const of = ({ network }: RawSample): NetworkCounters | undefined =>
      network.find(counters => counters.interface === loopback)
    const before = of(
      (await trial.lookUntil(sample => of(sample) !== undefined, 'traffic of loopback is unknown')).sample,
    )
    await sendToOurselves(SENT)
    const grew = (sample: RawSample): readonly number[] => {
      const { rxBytes, txBytes } = of(sample) ?? { rxBytes: 0, txBytes: 0 }
      return [rxBytes - (before?.rxBytes ?? Number.NaN), txBytes - (before?.txBytes ?? Number.NaN)]
    }
    const isSent = (sample: RawSample): boolean => grew(sample).every(bytes => bytes >= SENT)
    const { sample } = await trial.lookUntil(isSent, 'traffic of what was sent is missing')
    // Headers come on top, and others' traffic.
    for (const bytes of grew(sample)) expect(bytes, 'traffic').toBeLessThan(4 * SENT)
  },
}

async function sendToOurselves(bytes: number): Promise<void> {
  const server = createServer(socket => socket.resume().on('end', () => socket.end()))
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('no port')
    const socket = connect(address.port, '127.0.0.1')
    socket.end(Buffer.alloc(bytes)).resume()
    await once(socket, 'close')
  } finally {
    server.close()
  }
}

const memory: RunningDemand = {
  what: 'has all memory of the machine',
  async check(trial) {
    const isKnown = (sample: RawSample): boolean => sample.memory !== undefined
    const { sample } = await trial.lookUntil(isKnown, 'memory is unknown')
    const part = (sample.memory?.totalBytes ?? Number.NaN) / totalmem()
    expect(Math.abs(part - 1), 'part off total memory').toBeLessThanOrEqual(0.01)
  },
}

const cores: RunningDemand = {
  what: 'has each core, with the time that it had since boot',
  async check(trial) {
    const counted = cpus()
    const { cpu } = (await trial.look()).sample
    expect(cpu?.cores.length, 'cores').toBe(counted.length)
    cpu?.cores.forEach(({ times }, i) => {
      // Since boot, a second and a hundredth off: the two were not read at once, and not everything is in both.
      const idleMs = counted[i]?.times.idle ?? Number.NaN
      expect(Math.abs(times.idleMs - idleMs), `idle time of core ${i}`).toBeLessThanOrEqual(1000 + idleMs / 100)
      const userMs = counted[i]?.times.user ?? Number.NaN
      expect(Math.abs(times.userMs - userMs), `user time of core ${i}`).toBeLessThanOrEqual(1000 + userMs / 100)
    })
  },
}

const disk: RunningDemand = {
  what: 'has the size of the disk of /, and its use',
  async check(trial) {
    const rootOf = ({ fileSystems }: RawSample) => fileSystems.find(({ mount }) => mount === '/')
    const isKnown = (sample: RawSample): boolean => rootOf(sample)?.totalBytes !== undefined
    const { sample } = await trial.lookUntil(isKnown, 'disk of / is unknown')
    const { bsize, blocks, bfree } = statfsSync('/')
    const root = rootOf(sample)
    expect(root?.totalBytes, 'disk of /').toBe(blocks * bsize)
    // Others write meanwhile.
    const offBytes = Math.abs((root?.usedBytes ?? Number.NaN) - (blocks - bfree) * bsize)
    expect(offBytes, 'use of /').toBeLessThanOrEqual(512 * MIB)
  },
}

const ourselves: RunningDemand = {
  what: 'has ourselves among the processes: whose we are, since when, and whose child',
  async check(trial) {
    const look = await trial.look()
    const { facts, ppid } = processOf(look, process.pid)
    expect(facts.user, 'user').toBe(userInfo().username)
    expect(ppid, 'parent').toBe(process.ppid)
    expect(startOffSec(look), 'seconds since our start').toBeLessThanOrEqual(2)
  },
}

/** By how many seconds our start is off. */
function startOffSec(look: Look): number {
  const ageSec = (look.sample.host.uptimeSec ?? Number.NaN) - processOf(look, process.pid).startMs / 1000
  return Math.abs(ageSec - process.uptime())
}

export const UNITS = {
  processorTime,
  residentMemory,
  start,
  boot,
  traffic,
  memory,
  cores,
  disk,
  ourselves,
}
