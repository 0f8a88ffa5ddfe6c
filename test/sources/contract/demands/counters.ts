/** Counters grow, and what is made of any two samples is a number that can be. */
import { expect } from 'vitest'
import { derive } from '../../../../src/model/derive.ts'
import { cpuMsOf } from '../../../../src/model/process.ts'
import { countersOf, figuresOf } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { type Demand, type Look, processOf, type RunningDemand, type Trial } from '../trial.ts'

/** So much processor time that no system counts it in too large steps. */
const WORK_MS = 100

const growing: Demand = {
  what: 'has counters that never go back',
  async check(trial) {
    const worker = await trial.stage.worker()
    let before = await trial.look()
    for (let scans = 0; scans < 4; scans++) {
      await worker.work(WORK_MS)
      const after = await trial.look()
      const old = countersOf(before.sample)
      for (const [name, value] of countersOf(after.sample)) {
        expect(value, name).toBeGreaterThanOrEqual(old.get(name) ?? 0)
      }
      const usedMs = cpuMsOf(processOf(before, worker.pid))
      expect(cpuMsOf(processOf(after, worker.pid)), 'time of who works').toBeGreaterThan(usedMs ?? Number.NaN)
      before = after
    }
  },
}

/** Levels that have a sign: priorities, what was gained or lost, temperatures, no terminal's foreground group. */
const SIGNED = /^(?:nice|priority|grewBytes|foregroundGroup|powerWatts|value|high|critical|.*[cC]elsius)$/

const possible: Demand = {
  what: 'makes snapshots of any two samples without a negative, infinite or impossible number',
  async check(trial) {
    const looks = await eventful(trial)
    for (const before of looks) {
      for (const after of looks) {
        for (const { key, path, value } of figuresOf(derive(before.snapshot, after.sample))) {
          // Of a hundred thousand figures: an expectation of each takes most of the time.
          if (!Number.isFinite(value)) expect.fail(`${path} is no finite number: ${value}`)
          if (value < 0 && !SIGNED.test(key)) expect.fail(`${path} is negative: ${value}`)
        }
      }
    }
  },
}

/** Beyond the cores there are: each process's time is counted in steps, its readings have moments of their own. */
const SLACK_PCT = 25

const percentages: RunningDemand = {
  what: 'makes percentages that are ones: of a process up to all cores, else to a hundred',
  async check(trial) {
    const looks = await eventful(trial)
    const cores = looks[0]?.sample.cpu?.cores.length ?? 0
    expect(cores, 'cores').toBeGreaterThan(0)
    let shares = 0
    looks.forEach((before, i) => {
      for (const after of looks.slice(i + 1)) {
        for (const { key, path, value } of figuresOf(derive(before.snapshot, after.sample))) {
          if (!key.endsWith('Pct')) continue
          shares++
          expect(value, path).toBeLessThanOrEqual(key === 'cpuPct' ? cores * 100 + SLACK_PCT : 100.0001)
          expect(value, path).toBeGreaterThanOrEqual(0)
        }
      }
    })
    expect(shares, 'percentages').toBeGreaterThan(0)
  },
}

/** Looks between which someone works, is born, becomes another and ends. */
async function eventful<S extends Stage>(trial: Trial<S>): Promise<Look[]> {
  const worker = await trial.stage.worker()
  const looks = [await trial.look()]
  const step = async (): Promise<void> => {
    await worker.work(WORK_MS)
    looks.push(await trial.look())
  }
  const actor = await trial.stage.sleeper()
  await step()
  await actor.become()
  await step()
  await actor.end()
  await step()
  return looks
}

export const COUNTERS = { growing, possible }
export const PERCENTAGES = { percentages }
