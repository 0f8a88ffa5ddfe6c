/** Priorities and processors of real processes; what they have then is told by other means than those that set it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { affinitySetting } from '../../src/control/affinity.ts'
import { ioPrioritySetting } from '../../src/control/io-priority.ts'
import { oomAdjustSetting } from '../../src/control/oom-adjust.ts'
import type { Outcome } from '../../src/control/outcome.ts'
import { schedulingSetting } from '../../src/control/scheduling.ts'
import { type Setting, type SettingSystem, settingSystem } from '../../src/control/setting.ts'
import type { Tool } from '../../src/control/tool.ts'
import { isWrong } from '../../src/control/wrong.ts'
import { processId } from '../../src/model/process.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { isRoot, type Limited, ORDINARY, Stage } from './limited.ts'

const source = linuxSource()
const stage = new Stage()
const systemOn = (path: string | undefined, deadlineMs?: number): SettingSystem =>
  settingSystem(source.files, { path, ...(deadlineMs !== undefined && { deadlineMs }) })
const system = systemOn(process.env['PATH'])
const nothingIsRun: SettingSystem = {
  ...system,
  run: () => {
    throw new Error('a program was run')
  },
}

afterEach(() => stage.clear())
afterAll(() => source.close())

/** Sets it to what is typed. */
async function set<V>(setting: Setting<V>, { id }: Pick<Limited, 'id'>, text: string) {
  const value = setting.parse(text)
  if (isWrong(value)) throw new Error(value.wrong)
  return setting.set(id, value)
}

const statusOf = (path: string, key: string) =>
  new RegExp(`^${key}:\\s+(.*)$`, 'm').exec(readFileSync(path, 'utf8'))?.[1]
const threadsOf = (pid: number) => readdirSync(`/proc/${pid}/task`)
const ioniceOf = (pid: number | string) => execFileSync('ionice', ['-p', String(pid)], { encoding: 'utf8' }).trim()
const chrtOf = (pid: number | string) => execFileSync('chrt', ['-p', String(pid)], { encoding: 'utf8' })

/** The first processor that this process may run on. */
const FIRST = (statusOf('/proc/self/status', 'Cpus_allowed_list') ?? '').split(/[,-]/)[0] ?? ''

describe('CPU affinity', () => {
  it('holds for each thread, and is read back', async () => {
    const target = await stage.startThreads()
    const { outcome, now } = await set(affinitySetting(system, []), target, FIRST)
    expect([outcome, now]).toEqual(['done', [Number(FIRST)]])
    const lists = threadsOf(target.pid).map(tid =>
      statusOf(`/proc/${target.pid}/task/${tid}/status`, 'Cpus_allowed_list'),
    )
    expect(lists.length).toBeGreaterThan(3)
    expect(new Set(lists)).toEqual(new Set([FIRST]))
  })

  it('of no processor that there is, is refused by the kernel, and it is said what it has', async () => {
    const target = stage.start()
    const before = statusOf(`/proc/${target.pid}/status`, 'Cpus_allowed_list')
    expect((await set(affinitySetting(system, []), target, '8000')).outcome).toEqual({
      failed: 'its cpuset has none of these CPUs, or it is a kernel thread that stays on its own',
    })
    expect(statusOf(`/proc/${target.pid}/status`, 'Cpus_allowed_list')).toBe(before)
  })
})

describe('I/O priority', () => {
  it('holds for each thread, and is read back', async () => {
    const target = await stage.startThreads()
    const setting = ioPrioritySetting(system)
    expect(await set(setting, target, 'best-effort 6')).toEqual({
      outcome: 'done',
      now: { class: 'best-effort', level: 6 },
    })
    expect(new Set(threadsOf(target.pid).map(ioniceOf))).toEqual(new Set(['best-effort: prio 6']))
    expect((await set(setting, target, 'idle')).outcome).toBe('done')
    expect(ioniceOf(target.pid)).toBe('idle')
    expect((await set(setting, target, 'none')).outcome).toBe('done')
    expect(ioniceOf(target.pid)).toMatch(/^none: /)
  })
})

describe('scheduler policy', () => {
  it('holds for each thread, and is read back', async () => {
    const target = await stage.startThreads()
    expect(await set(schedulingSetting(system), target, 'batch')).toEqual({
      outcome: 'done',
      now: { policy: 'batch', priority: 0 },
    })
    for (const tid of threadsOf(target.pid)) expect(chrtOf(tid)).toContain('SCHED_BATCH')
    expect((await set(schedulingSetting(system), target, 'idle')).outcome).toBe('done')
    expect(chrtOf(target.pid)).toContain('SCHED_IDLE')
  })

  it('is realtime where chrt may make it so, and else not permitted', async () => {
    const [target, other] = [stage.start(), stage.start()]
    const allowed = spawnSync('chrt', ['-f', '-p', '3', String(other.pid)]).status === 0
    const { outcome, now } = await set(schedulingSetting(system), target, 'fifo 3')
    expect(outcome).toBe(allowed ? 'done' : 'denied')
    expect(now).toEqual(allowed ? { policy: 'fifo', priority: 3 } : { policy: 'other', priority: 0 })
    expect(chrtOf(target.pid)).toContain(allowed ? 'SCHED_FIFO' : 'SCHED_OTHER')
  })

  it('of realtime warns, the others do not', () => {
    const { danger } = schedulingSetting(system)
    expect(danger({ policy: 'rr', priority: 1 })).toContain('hold up')
    expect(danger({ policy: 'batch', priority: 0 })).toBeUndefined()
  })
})

describe('OOM score adjust', () => {
  it('is written, and read back', async () => {
    const target = stage.start()
    expect(await set(oomAdjustSetting(system), target, '701')).toEqual({ outcome: 'done', now: 701 })
    expect(readFileSync(`/proc/${target.pid}/oom_score_adj`, 'utf8')).toBe('701\n')
  })

  it('is not written where it may not be', async () => {
    const target = stage.start()
    const denied = oomAdjustSetting(system, () => 'denied')
    expect((await set(denied, target, '-5')).outcome).toBe('denied')
    expect(denied.deniedBecause(-5, 0)).toContain('CAP_SYS_RESOURCE')
    expect(denied.deniedBecause(5, 0)).toBe('needs root, or the same user')
    const lost = oomAdjustSetting(system, () => 'absent')
    expect((await set(lost, target, '5')).outcome).toEqual({
      failed: expect.stringContaining('OOM score adjust 0 now'),
    })
    const deaf = oomAdjustSetting(system, () => undefined)
    expect((await set(deaf, target, '5')).outcome).toEqual({
      failed: 'the kernel did not take it: it has OOM score adjust 0 now',
    })
  })
})

type Setter = (system: SettingSystem, target: Pick<Limited, 'id'>) => Promise<{ readonly outcome: Outcome }>

const SETTERS: readonly (readonly [tool: Tool, set: Setter])[] = [
  ['taskset', (on, target) => set(affinitySetting(on, []), target, FIRST)],
  ['ionice', (on, target) => set(ioPrioritySetting(on), target, 'idle')],
  ['chrt', (on, target) => set(schedulingSetting(on), target, 'batch')],
]

describe.each(SETTERS)('%s', (tool, setOn) => {
  it('may be missing', async () => {
    const { outcome } = await setOn(systemOn(stage.pathWith()), stage.start())
    expect(outcome).toEqual({ failed: `the program ${tool} is missing; it comes with the package util-linux` })
  })

  it('may not come back', async () => {
    const { outcome } = await setOn(systemOn(stage.pathWith('exec /bin/sleep 1000', tool), 50), stage.start())
    expect(outcome).toMatchObject({ failed: expect.stringMatching(/did not come back|cannot be read/) })
  })

  it('may say that all is well where nothing was set', async ({ skip }) => {
    skip(tool === 'taskset' && cpus().length === 1, 'there is no other processor to be left')
    const { outcome } = await setOn(systemOn(stage.pathWith('exit 0', tool)), stage.start())
    expect(outcome).toMatchObject({ failed: expect.stringMatching(/did not take it|cannot be read/) })
  })

  it('is not let near another user’s process', async ({ skip }) => {
    skip(!isRoot, 'only root can be two users')
    const ordinary = systemOn(stage.pathOfOrdinary(tool))
    expect((await setOn(ordinary, stage.start())).outcome).toBe('denied')
    expect((await setOn(ordinary, stage.start(undefined, ORDINARY))).outcome).toBe('done')
  })

  it('is not run for a process that is gone, or another one by now', async () => {
    const target = stage.start()
    const [, startTicks] = target.id.split(':')
    const before = processId(target.pid, Number(startTicks) - 1)
    expect((await setOn(nothingIsRun, { id: before })).outcome).toBe('reused')
    const ended = once(target.child, 'exit')
    target.child.kill('SIGKILL')
    await ended
    expect((await setOn(nothingIsRun, target)).outcome).toBe('gone')
  })

  it('is not run for a group of processes', async () => {
    expect((await setOn(nothingIsRun, { id: processId(0, 1) })).outcome).toEqual({
      failed: '0 stands for a group of processes, not for one',
    })
  })
})

it('a thread that ends in the program’s hands is no failure: it is run again, but not for ever', async () => {
  const target = stage.start()
  const answers: string[] = []
  const missing = (times: number): SettingSystem => ({
    ...system,
    run: (tool, args) => {
      if (answers.length >= times) return system.run(tool, args)
      answers.push(tool)
      return Promise.resolve({ complaint: 'failed to set tid 4711’s policy: No such process' })
    },
  })
  expect((await set(schedulingSetting(missing(2)), target, 'batch')).outcome).toBe('done')
  expect(answers).toHaveLength(2)
  expect((await set(schedulingSetting(missing(9)), target, 'idle')).outcome).toEqual({
    failed: 'its threads come and go: perhaps not all of them were changed',
  })
  expect(answers).toHaveLength(5)
})
