/** What the parts of a sample are like, whatever is in them. */
import { expect } from 'vitest'
import { HOSTILE_NAME, HOSTILE_START } from '../stage.ts'
import { byId, type Demand, type Look, processOf } from '../trial.ts'

/** C0 and C1 controls, DEL, and what turns a line around or breaks it. */
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

const order: Demand = {
  what: 'lists processes in ascending order of pid, each once, under identities that begin with it',
  async check(trial) {
    const { processes } = (await trial.look()).sample
    expect(processes.length, 'processes').toBeGreaterThan(0)
    let last = -1
    for (const { id, pid } of processes) {
      expect(pid, 'pid after the last').toBeGreaterThan(last)
      expect(id, 'identity').toMatch(new RegExp(`^${pid}:\\d+$`))
      last = pid
    }
  },
}

const sameFacts: Demand = {
  what: 'keeps one object of facts for the life of a process, and for it alone',
  async check(trial) {
    const actor = await trial.stage.sleeper()
    const before = await trial.look()
    const records = byId(before)
    await actor.become()
    const after = await trial.look()
    expect(processOf(after, actor.pid), 'record of who became another').not.toBe(processOf(before, actor.pid))
    expect(records.has(processOf(after, actor.pid).id), 'who became another is the same').toBe(true)
    for (const { id, facts } of after.sample.processes) {
      const old = records.get(id)
      if (old !== undefined) expect(facts === old.facts, `facts of ${id} are the same`).toBe(true)
    }
    const all = new Set(after.sample.processes.map(({ facts }) => facts))
    expect(all.size, 'objects of facts').toBe(after.sample.processes.length)
  },
}

const sameRecord: Demand = {
  what: 'hands out the same record of a process that did nothing',
  async check(trial) {
    const { pid } = await trial.stage.sleeper()
    const first = processOf(await trial.look(), pid)
    for (let scans = 0; scans < 3; scans++) {
      expect(processOf(await trial.look(), pid) === first, 'record is the same').toBe(true)
    }
  },
}

const clocks: Demand = {
  what: 'notes when it has read each process and the machine, within the scan and never before the last time',
  async check(trial) {
    await trial.stage.sleeper()
    const seen = new Map<string, number>()
    let lastMs = Number.NEGATIVE_INFINITY
    for (let scans = 0; scans < 3; scans++) {
      const beganAtMs = Date.now()
      const { sample, beganMs, endedMs } = await trial.look()
      const earliestMs = beganMs - trial.tried.oldestMs
      expect(sample.atMs, 'wall clock').toBeGreaterThanOrEqual(beganAtMs - trial.tried.oldestMs)
      expect(sample.atMs, 'wall clock').toBeLessThanOrEqual(Date.now())
      expect(sample.monotonicMs, 'clock of the machine').toBeGreaterThan(lastMs)
      expect(sample.monotonicMs, 'clock of the machine').toBeGreaterThanOrEqual(earliestMs)
      expect(sample.monotonicMs, 'clock of the machine').toBeLessThanOrEqual(endedMs)
      lastMs = sample.monotonicMs
      for (const { id, seenAtMs } of sample.processes) {
        expect(seenAtMs, `clock of ${id}`).toBeGreaterThanOrEqual(Math.max(earliestMs, seen.get(id) ?? earliestMs))
        expect(seenAtMs, `clock of ${id}`).toBeLessThanOrEqual(endedMs)
        seen.set(id, seenAtMs)
      }
    }
  },
}

const cleanText: Demand = {
  what: 'lets no control character in, and finds the end of any name',
  async check(trial) {
    const { pid, ppid } = await trial.stage.sleeper(HOSTILE_NAME)
    const look = await trial.look()
    const hostile = processOf(look, pid)
    expect(hostile.name, 'name').toMatch(new RegExp(`^${HOSTILE_START.replace(')', '\\)')}`))
    expect(hostile.facts.command, 'command').toContain('red')
    expect(hostile.ppid, 'parent').toBe(ppid)
    expect(hostile.state, 'state').not.toBe('Z')
    for (const [what, text] of texts(look)) expect(text, what).not.toMatch(CONTROL)
  },
}

function texts({ sample }: Look): (readonly [what: string, text: string])[] {
  const { diskIo, fileSystems, host, network, processes } = sample
  const { name, os, kernel, arch, cpuModel } = host
  return [
    ...processes.flatMap(record => {
      const { args = [], command, user } = record.facts
      return [
        ['name', record.name] as const,
        ['command', command] as const,
        ['user', user ?? ''] as const,
        ...args.map(argument => ['argument', argument] as const),
      ]
    }),
    ...fileSystems.flatMap(({ device, fsType, mount }) => [
      ['mount', mount] as const,
      ['mount', device] as const,
      ['mount', fsType] as const,
    ]),
    ...network.map(counters => ['interface', counters.interface] as const),
    ...diskIo.map(({ device }) => ['disk', device] as const),
    ...[name, os, kernel, arch, cpuModel ?? ''].map(text => ['host', text] as const),
  ]
}

export const SHAPE = { order, sameFacts, sameRecord, clocks, cleanText }
