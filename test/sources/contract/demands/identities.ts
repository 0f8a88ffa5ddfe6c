/** Who is who, from one scan to the next. */
import { expect } from 'vitest'
import { pause } from '../running-stage.ts'
import { SECOND_NAME } from '../stage.ts'
import { byId, type Demand, processOf, type RecordedDemand } from '../trial.ts'

const second = (): number => Math.floor(Date.now() / 1000)

const lasting: Demand = {
  what: 'keeps identities over ten scans and the turn of a second',
  async check(trial) {
    const { pid } = await trial.stage.sleeper()
    const look = await trial.look()
    const ids = new Map([[pid, processOf(look, pid).id]])
    for (const record of look.sample.processes) ids.set(record.pid, record.id)
    const began = second()
    let turned = false
    for (let scans = 0; scans < 10 || !turned; scans++) {
      turned = second() !== began
      const later = await trial.look()
      expect(processOf(later, pid).id, 'identity of a sleeper').toBe(ids.get(pid))
      for (const record of later.sample.processes) {
        expect(record.id, 'identity under a number').toBe(ids.get(record.pid) ?? record.id)
      }
      await pause()
    }
  },
}

const started: Demand = {
  what: 'has those who were started since in the next scan, each as one of its own',
  async check(trial) {
    const first = await trial.look()
    const before = byId(first)
    while (performance.now() < first.endedMs + trial.tried.listMs) await pause()
    const actors = [await trial.stage.sleeper(), await trial.stage.sleeper(), await trial.stage.sleeper()]
    const after = await trial.look()
    const ids = actors.map(({ pid }) => processOf(after, pid).id)
    expect(new Set(ids).size, 'identities').toBe(actors.length)
    expect(
      ids.filter(id => before.has(id)),
      'identities of others',
    ).toEqual([])
  },
}

const ended: Demand = {
  what: 'has no one any more in the next scan who has ended and was waited for',
  async check(trial) {
    const actors = [await trial.stage.sleeper(), await trial.stage.sleeper(), await trial.stage.sleeper()]
    const before = await trial.look()
    const pids = actors.map(({ pid }) => processOf(before, pid).pid)
    for (const actor of actors) await actor.end()
    const { processes } = (await trial.look()).sample
    expect(
      processes.filter(({ pid }) => pids.includes(pid)).map(({ pid }) => pid),
      'who has ended',
    ).toEqual([])
  },
}

const becoming: Demand = {
  what: 'knows a process again that has become another program, by its new name',
  async check(trial) {
    const actor = await trial.stage.sleeper()
    const before = processOf(await trial.look(), actor.pid)
    expect(before.name, 'name').toBe('first')
    await actor.become()
    const after = processOf(await trial.look(), actor.pid)
    expect(after.name, 'new name').toBe(SECOND_NAME)
    expect(after.id, 'identity').toBe(before.id)
  },
}

const reborn: RecordedDemand = {
  what: 'tells another process under the same number from the one before',
  async check(trial) {
    const actor = await trial.stage.sleeper()
    const before = processOf(await trial.look(), actor.pid)
    await actor.end()
    trial.stage.reborn(actor.pid)
    const after = processOf(await trial.look(), actor.pid)
    expect(after.id, 'identity').not.toBe(before.id)
    expect(after.facts, 'facts').not.toBe(before.facts)
  },
}

export const IDENTITIES = { lasting, started, ended, becoming }
export const REBORN = { reborn }
