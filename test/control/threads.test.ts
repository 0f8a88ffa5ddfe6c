/** What is set of one thread of a real process, and of none of the others; the kernel's own tools tell. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { affinitySetting } from '../../src/control/affinity.ts'
import { ioPrioritySetting } from '../../src/control/io-priority.ts'
import { outcomeText } from '../../src/control/outcome.ts'
import { setNice } from '../../src/control/priority.ts'
import { schedulingSetting } from '../../src/control/scheduling.ts'
import { type Setting, settingSystem, threadSystem } from '../../src/control/setting.ts'
import { isWrong } from '../../src/control/wrong.ts'
import { type ProcessId, processId } from '../../src/model/process.ts'
import { look, lookBy } from '../../src/sources/linux/sighting.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { Stage } from './limited.ts'

const source = linuxSource()
const stage = new Stage()
afterEach(() => stage.clear())
afterAll(() => source.close())

const tidsOf = (pid: number): number[] => readdirSync(`/proc/${pid}/task`).map(Number)
const statusOf = (pid: number, tid: number, key: string) =>
  new RegExp(`^${key}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8'))?.[1]

/** A process of several threads, one of them, and the others. */
async function startThreads() {
  const { pid } = await stage.startThreads()
  const [, tid = 0] = tidsOf(pid)
  const system = threadSystem(settingSystem(source.files, { path: process.env['PATH'] }), source.files, pid)
  const seen = look(tid, system.readStat)
  if (typeof seen === 'string') throw new Error(`the thread is ${seen}`)
  return { pid, tid, id: seen.id, system, others: tidsOf(pid).filter(other => other !== tid) }
}

async function set<V>(setting: Setting<V>, id: ProcessId, text: string) {
  const value = setting.parse(text)
  if (isWrong(value)) throw new Error(value.wrong)
  return setting.set(id, value)
}

describe('of one thread is set, and of no other', () => {
  it('the nice value', async () => {
    const { tid, id, system, others } = await startThreads()
    const { readStat, files } = system
    expect(setNice(id, 7, { lookAt: lookBy(readStat), threads: files.threads, setPriority })).toBe('done')
    expect(getPriority(tid)).toBe(7)
    for (const other of others) expect(getPriority(other)).toBe(0)
  })

  it('the processors', async () => {
    const { pid, tid, id, system, others } = await startThreads()
    const before = statusOf(pid, pid, 'Cpus_allowed_list')
    const cpu = before?.split(/[,-]/)[0] ?? ''
    const { outcome, now } = await set(affinitySetting(system, []), id, cpu)
    expect([outcome, now]).toEqual(['done', [Number(cpu)]])
    expect(statusOf(pid, tid, 'Cpus_allowed_list')).toBe(cpu)
    for (const other of others) expect(statusOf(pid, other, 'Cpus_allowed_list')).toBe(before)
  })

  it('the scheduler policy', async () => {
    const { tid, id, system, others } = await startThreads()
    const chrtOf = (of: number) => execFileSync('chrt', ['-p', String(of)], { encoding: 'utf8' })
    expect((await set(schedulingSetting(system), id, 'batch')).outcome).toBe('done')
    expect(chrtOf(tid)).toContain('SCHED_BATCH')
    for (const other of others) expect(chrtOf(other)).toContain('SCHED_OTHER')
  })

  it('the I/O priority', async () => {
    const { tid, id, system, others } = await startThreads()
    const ioniceOf = (of: number) => execFileSync('ionice', ['-p', String(of)], { encoding: 'utf8' }).trim()
    const before = others.map(ioniceOf)
    expect((await set(ioPrioritySetting(system), id, 'best-effort 6')).outcome).toBe('done')
    expect(ioniceOf(tid)).toBe('best-effort: prio 6')
    expect(others.map(ioniceOf)).toEqual(before)
  })
})

describe('nothing is done', () => {
  it('to another thread that got its number, nor to the process where the thread has gone', async () => {
    const { pid, tid, system, id } = await startThreads()
    const [, start = 0] = id.split(':').map(Number)
    const { readStat, files } = system
    const never = {
      lookAt: lookBy(readStat),
      threads: files.threads,
      setPriority: () => {
        throw new Error('it was set')
      },
    }
    expect(setNice(processId(tid, start - 1), 5, never)).toBe('reused')
    // A number that is no thread of this process: be it a process itself.
    expect(setNice(processId(process.pid, start), 5, never)).toBe('gone')
    const { outcome } = await set(affinitySetting(system, []), processId(process.pid, start), '0')
    expect(outcome).toBe('gone')
    expect(getPriority(pid)).toBe(0)
  })
})

it('a sentence says of which process a thread is', () => {
  const whom = { pid: 8306, name: 'worker', threadOf: { pid: 8305, name: 'node' } }
  const deed = { kind: 'nice', from: 0, to: 5, ...whom } as const
  expect(outcomeText('done', deed)).toBe('thread 8306 worker of 8305 node now has nice 5')
  expect(outcomeText('gone', deed)).toBe('thread 8306 worker of 8305 node is already gone: nothing was changed')
  expect(outcomeText('denied', { ...deed, to: -5 })).toBe(
    'not permitted on thread 8306 worker of 8305 node: a lower nice value needs root',
  )
})
