import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { boundsNow, type LimitResult, type LimitSystem, limitSystem, setLimit } from '../../src/control/limits.ts'
import { processId } from '../../src/model/process.ts'
import { RLIMITS } from '../../src/procfs/pid-limits.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { changeOf, isRoot, type Limited, limitOf, ORDINARY, Stage } from './limited.ts'

const source = linuxSource()
const stage = new Stage()
const systemOn = (path: string | undefined, deadlineMs?: number): LimitSystem =>
  limitSystem(source.files, process.pid, { path, ...(deadlineMs !== undefined && { deadlineMs }) })
const system = systemOn(process.env['PATH'])
const set = ({ id }: Limited, word: string, by = system): Promise<LimitResult> => setLimit(id, changeOf(word), by)

afterEach(() => stage.clear())
afterAll(() => source.close())

describe('a limit of a real process', () => {
  it('gets a soft value, and keeps the hard one', async () => {
    const target = stage.start()
    expect(await set(target, 'nofile=256:512')).toEqual({ outcome: 'done', now: { soft: 256, hard: 512 } })
    expect(await set(target, 'nofile=64')).toEqual({ outcome: 'done', now: { soft: 64, hard: 512 } })
    expect(limitOf(target.pid, 'nofile')).toBe('64:512')
  })

  it('gets a hard value, and keeps the soft one', async () => {
    const target = stage.start()
    await set(target, 'nofile=256:512')
    expect(await set(target, 'nofile=:300')).toEqual({ outcome: 'done', now: { soft: 256, hard: 300 } })
  })

  it('is one of sixteen, each by its name', async () => {
    const target = stage.start()
    for (const limit of RLIMITS) {
      const now = boundsNow(target.pid, { limit }, system)
      if (now === undefined) throw new Error(`no ${limit.name}`)
      expect(await setLimit(target.id, { limit, ...now }, system), limit.name).toEqual({ outcome: 'done', now })
    }
  })

  it('keeps to the last digit what is not asked for', async () => {
    const target = stage.start()
    execFileSync('prlimit', ['--pid', String(target.pid), '--fsize=9007199254740993:9007199254740995'])
    expect((await set(target, 'fsize=4k')).outcome).toBe('done')
    expect(readFileSync(`/proc/${target.pid}/limits`, 'latin1')).toMatch(/^Max file size +4096 +9007199254740995 /m)
  })

  it('of CPU time ends it', async () => {
    const target = stage.start('while :; do :; done')
    const ended = once(target.child, 'exit')
    expect((await set(target, 'cpu=0:0')).outcome).toBe('done')
    expect(await ended).toEqual([null, 'SIGKILL'])
  })
})

describe('the kernel refuses', () => {
  it('an ordinary user a higher hard limit', async () => {
    const target = stage.start(undefined, ORDINARY)
    const ordinary = systemOn(stage.pathOfOrdinary())
    expect((await set(target, 'nofile=256:512', ordinary)).outcome).toBe('done')
    expect(await set(target, 'nofile=:513', ordinary)).toEqual({ outcome: 'denied', now: { soft: 256, hard: 512 } })
    expect(limitOf(target.pid, 'nofile')).toBe('256:512')
  })

  it('an ordinary user the limits of another', async ({ skip }) => {
    skip(!isRoot, 'only root can be two users')
    const target = stage.start()
    const before = limitOf(target.pid, 'nofile')
    expect((await set(target, 'nofile=64', systemOn(stage.pathOfOrdinary()))).outcome).toBe('denied')
    expect(limitOf(target.pid, 'nofile')).toBe(before)
  })

  it('a higher hard limit to whom it is known to', async () => {
    const target = stage.start()
    await set(target, 'nofile=256:512')
    const allowed = system.mayRaise()
    expect(allowed).toBeTypeOf('boolean')
    expect((await set(target, 'nofile=:513')).outcome).toBe(allowed ? 'done' : 'denied')
  })

  it('more open files than fs.nr_open', async () => {
    const target = stage.start()
    const most = Number(readFileSync('/proc/sys/fs/nr_open', 'utf8'))
    expect(system.nrOpen()).toBe(most)
    const { outcome } = await set(target, `nofile=:${most + 1}`)
    const said = {
      failed: expect.stringMatching(/^a hard limit of [\d,]+ is above [\d,]+, the most that \/proc\/sys\/fs/),
    }
    expect(outcome).toEqual(said)
  })

  it('a soft limit above the hard one, and it is said what there is', async () => {
    const target = stage.start()
    await set(target, 'nofile=256:512')
    expect((await set(target, 'nofile=600')).outcome).toEqual({
      failed: 'soft 600 would be above hard 512; it has nofile soft 256 of hard 512 now',
    })
  })
})

describe('prlimit', () => {
  it('is missing', async () => {
    const target = stage.start()
    expect((await set(target, 'nofile=64', systemOn(stage.pathWith()))).outcome).toEqual({
      failed: 'the program prlimit is missing; it comes with the package util-linux',
    })
  })

  it('does not come back', async () => {
    const target = stage.start()
    await set(target, 'nofile=256:512')
    const asleep = systemOn(stage.pathWith('exec /bin/sleep 1000'), 50)
    expect((await set(target, 'nofile=64', asleep)).outcome).toEqual({
      failed: 'prlimit did not come back, and was ended; it has nofile soft 256 of hard 512 now',
    })
  })

  it('says that all is well, and nothing was set', async () => {
    const target = stage.start()
    await set(target, 'nofile=256:512')
    expect((await set(target, 'nofile=64', systemOn(stage.pathWith('exit 0')))).outcome).toEqual({
      failed: 'the kernel did not take it: it has nofile soft 256 of hard 512 now',
    })
  })

  it('complains of something else, which is passed on cleaned', async () => {
    const target = stage.start()
    await set(target, 'nofile=256:512')
    const broken = systemOn(stage.pathWith('printf "prlimit: out of \\033[1mluck\\n" >&2; exit 1'))
    expect((await set(target, 'nofile=64', broken)).outcome).toEqual({
      failed: 'out of ␛[1mluck; it has nofile soft 256 of hard 512 now',
    })
  })

  it('is given one limit of one process, and no shell', async () => {
    const target = stage.start()
    const told = stage.pathWith('printf "prlimit: %s" "$*" >&2; exit 1')
    const { outcome } = await set(target, 'nofile=:64', systemOn(told))
    expect(outcome).toEqual({ failed: expect.stringContaining(`--pid ${target.pid} --nofile=:64;`) })
  })
})

describe('a process that is not the one that was meant', () => {
  it('is left alone', async () => {
    const target = stage.start()
    const [, startTicks] = target.id.split(':')
    const before = processId(target.pid, Number(startTicks) - 1)
    const nobody = { ...system, prlimit: nothingIsRun }
    expect(await setLimit(before, changeOf('nofile=64'), nobody)).toEqual({ outcome: 'reused', now: undefined })
  })

  it('is gone', async () => {
    const target = stage.start()
    const ended = once(target.child, 'exit')
    target.child.kill('SIGKILL')
    await ended
    expect((await set(target, 'nofile=64', { ...system, prlimit: nothingIsRun })).outcome).toBe('gone')
  })

  it('is ntop itself', async () => {
    const self = { ...system, selfPid: 70, prlimit: nothingIsRun }
    expect((await setLimit(processId(70, 5000), changeOf('nofile=64'), self)).outcome).toEqual({
      failed: 'this is ntop itself, which a limit could end',
    })
  })

  it('is a group of processes', async () => {
    const { outcome } = await setLimit(processId(0, 1), changeOf('nofile=64'), { ...system, prlimit: nothingIsRun })
    expect(outcome).toEqual({ failed: '0 stands for a group of processes, not for one' })
  })
})

function nothingIsRun(): never {
  throw new Error('prlimit was run')
}
