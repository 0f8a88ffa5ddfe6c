/** Figures of one sample against each other. */
import { expect } from 'vitest'
import { derive } from '../../../../src/model/derive.ts'
import { type ProcessRecord, residentBytes } from '../../../../src/model/process.ts'
import type { CpuTimes, RawSample } from '../../../../src/model/sample.ts'
import { type Demand, processOf, type RunningDemand } from '../trial.ts'

/** A tick, which each line is rounded down to. */
const TICK_MS = 10

const coresAddUp: Demand = {
  what: 'has as much time of all cores as the cores have together',
  async check(trial) {
    const { cpu } = (await trial.look()).sample
    const { cores = [], total = {} } = cpu ?? {}
    expect(cores.length, 'cores').toBeGreaterThan(0)
    for (const [key, value] of Object.entries(total) as [keyof CpuTimes, number | undefined][]) {
      const parts = cores.map(({ times }) => times[key])
      expect(parts.includes(undefined), `${key} is unknown of a core`).toBe(value === undefined)
      if (value === undefined) continue
      const sum = parts.reduce<number>((all, part) => all + (part ?? 0), 0)
      expect(Math.abs(sum - value), `${key} of all cores`).toBeLessThanOrEqual(TICK_MS * (cores.length + 2))
    }
  },
}

const memoryAddsUp: Demand = {
  what: 'has no part of memory that is larger than the whole, and used and available make it up',
  async check(trial) {
    const look = await trial.lookUntil(sample => sample.memory !== undefined, 'memory is unknown')
    const { memory } = look.snapshot
    const { totalBytes = Number.NaN } = memory ?? {}
    expect((memory?.usedBytes ?? Number.NaN) + (memory?.availableBytes ?? Number.NaN), 'used and available').toBe(
      totalBytes,
    )
    const { swapTotalBytes, swapFreeBytes, ...parts } = look.sample.memory ?? {}
    for (const [part, bytes = 0] of Object.entries(parts)) {
      expect(bytes, part).toBeGreaterThanOrEqual(0)
      expect(bytes, part).toBeLessThanOrEqual(totalBytes)
    }
    expect(swapFreeBytes ?? 0, 'free swap').toBeLessThanOrEqual(swapTotalBytes ?? swapFreeBytes ?? 0)
  },
}

const processesFit: Demand = {
  what: 'has no process with more memory than the machine',
  async check(trial) {
    const look = await trial.lookUntil(sample => sample.memory !== undefined, 'memory is unknown')
    const { memory, processes } = look.sample
    expect(
      processes.reduce((sum, record) => sum + residentBytes(record), 0),
      'resident memory',
    ).toBeGreaterThan(0)
    for (const record of processes) {
      expect(residentBytes(record), `resident memory of ${record.id}`).toBeLessThanOrEqual(
        memory?.totalBytes ?? Number.NaN,
      )
    }
  },
}

const disksAddUp: Demand = {
  what: 'has disks whose use and what is left of them fit in',
  async check(trial) {
    const isKnown = ({ fileSystems }: RawSample): boolean => fileSystems.length > 0
    const { fileSystems } = (await trial.lookUntil(isKnown, 'disks are unknown')).sample
    for (const { availableBytes = 0, mount, totalBytes, usedBytes = 0 } of fileSystems) {
      // Some is kept for the superuser.
      if (totalBytes !== undefined) expect(usedBytes + availableBytes, mount).toBeLessThanOrEqual(totalBytes)
    }
  },
}

/** In points of the machine: its own times and the processes' are not read at the same moments. */
const SLACK_PCT = 10

const processesAddUp: RunningDemand = {
  what: 'has processes that together use no more processor time than the machine',
  async check(trial) {
    const burner = await trial.stage.burner()
    const before = await trial.look()
    await burner.work(1000)
    const after = await trial.look()
    const { cpu, processes } = derive(before.snapshot, after.sample)
    const sum = processes.reduce((all, { cpuPct = 0 }) => all + cpuPct, 0) / (cpu?.cores.length ?? Number.NaN)
    expect(sum, 'use of all processes').toBeGreaterThan(0)
    expect(sum, 'use of all processes').toBeLessThanOrEqual((cpu?.total?.busyPct ?? Number.NaN) + SLACK_PCT)
  },
}

const parents: RunningDemand = {
  what: 'has the parent of each process, where there is one',
  async check(trial) {
    const { pid } = await trial.stage.sleeper()
    const look = await trial.look()
    expect(processOf(look, pid).ppid, 'parent of a child').toBe(process.pid)
    // Who lost its parent in the midst of a scan has another one in the next.
    let orphans = orphansOf(look.sample.processes)
    for (let scans = 0; scans < 3 && orphans.length > 0; scans++) {
      const again = orphansOf((await trial.look()).sample.processes)
      orphans = orphans.filter(({ id, ppid }) => again.some(later => later.id === id && later.ppid === ppid))
    }
    expect(
      orphans.map(({ id, ppid }) => `${id} of ${ppid}`),
      'children of nobody',
    ).toEqual([])
  },
}

/** Nobody is the parent of the first, of the kernel's, and in a namespace of who came in from outside. */
function orphansOf(processes: readonly ProcessRecord[]): ProcessRecord[] {
  const pids = new Set(processes.map(({ pid }) => pid))
  return processes.filter(({ ppid }) => ppid > 1 && !pids.has(ppid))
}

export const SUMS = { coresAddUp, memoryAddsUp, processesFit, disksAddUp }
export const RUNNING_SUMS = { processesAddUp, parents }
