import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { getPriority, setPriority } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { stepNice } from '../../../src/control/nice-step.ts'
import { sendSignal } from '../../../src/control/signal.ts'
import { processId } from '../../../src/model/process.ts'
import { type Listed, type LooksOptions, portableLooks } from '../../../src/sources/portable/look.ts'
import { record } from '../../export/moments.ts'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process of ours, and how it was listed a moment ago. */
async function start(program: string, ...args: readonly string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child, 'spawn')
  if (child.pid === undefined) throw new Error('no child')
  const { pid } = child
  const listed: Listed = {
    record: { ...record(pid), id: processId(pid, 1_700_000_000) },
    ageMs: 0,
    atMs: performance.now(),
  }
  return { child, pid, listed, id: listed.record.id }
}

const looksAt = (listed: Listed, over: Partial<LooksOptions> = {}) =>
  portableLooks({ listed: pid => (pid === Number.parseInt(listed.record.id, 10) ? listed : undefined), ...over })

describe('a look at a real process, by ps', () => {
  it('finds whoever was listed, as it is now', async () => {
    const { pid, listed, id } = await start('sleep', '1000')
    setPriority(pid, 7)
    expect(looksAt(listed).look(pid)).toEqual({ id, ppid: 1, state: 'S', kernelThread: false, threads: 1, nice: 7 })
  })

  it('tells another one by its age', async () => {
    const { pid, listed } = await start('sleep', '1000')
    expect(looksAt({ ...listed, ageMs: 60_000 }).look(pid)).toBe('reused')
    expect(looksAt({ ...listed, ageMs: 1_000 }).look(pid)).toMatchObject({ id: listed.record.id })
  })

  it('tells that it has ended, whether or not that was collected', async () => {
    const { child, pid, listed } = await start('sleep', '1000')
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    const { look, glance } = looksAt(listed)
    expect([look(pid), glance(pid)]).toEqual(['gone', 'gone'])
  })

  it('sees a zombie as one, though it was listed alive', async () => {
    const { child, listed } = await start('sh', '-c', 'sleep 0.2 & echo $!; exec sleep 1000')
    if (child.stdout === null) throw new Error('no output')
    const [line] = await once(child.stdout, 'data')
    const { look } = portableLooks({ listed: () => listed })
    await vi.waitUntil(() => {
      const seen = look(Number(String(line)))
      return typeof seen === 'object' && seen.state === 'Z'
    }, 10_000)
  })

  it('knows nothing of a process that was not listed', async () => {
    const { pid, listed } = await start('sleep', '1000')
    const { look, glance } = looksAt({ ...listed, record: { ...listed.record, id: processId(1, 1) } })
    expect([look(pid), glance(pid)]).toEqual(['unreadable', 'unreadable'])
  })

  it('lists the threads that have a nice value each', async () => {
    const { child, pid, listed } = await start(
      process.execPath,
      '-e',
      "setInterval(() => {}, 1e6); console.log('ready')",
    )
    if (child.stdout !== null) await once(child.stdout, 'data')
    const threads = looksAt(listed, { platform: 'linux' }).threads?.(pid)
    expect(threads).toContain(pid)
    expect(threads?.length).toBeGreaterThan(1)
  })
})

describe('what is done by it to a real process', () => {
  it('is a signal', async () => {
    const { child, id, listed } = await start('sleep', '1000')
    const ended = once(child, 'exit')
    const system = {
      lookAt: looksAt(listed).look,
      kill: (pid: number, signal: number) => process.kill(pid, signal),
      selfPid: process.pid,
      platform: process.platform,
    }
    expect(sendSignal(id, 15, system)).toBe('done')
    expect(await ended).toEqual([null, 'SIGTERM'])
    expect(sendSignal(id, 15, system)).toBe('gone')
  })

  it('is a nice value that was not listed, of all its threads', async () => {
    const { child, pid, listed, id } = await start(
      process.execPath,
      '-e',
      "setInterval(() => {}, 1e6); console.log('ready')",
    )
    if (child.stdout !== null) await once(child.stdout, 'data')
    const { look, threads } = looksAt(listed, { platform: 'linux' })
    const system = { lookAt: look, threads, getPriority, setPriority, platform: process.platform }
    expect(stepNice(id, 3, undefined, system)).toEqual({ outcome: 'done', from: 0, to: 3 })
    const all = threads?.(pid)
    if (typeof all !== 'object') throw new Error(`threads are ${all}`)
    expect(all.map(tid => getPriority(tid))).toEqual(all.map(() => 3))
  })
})

describe('other systems', () => {
  const listed: Listed = { record: { ...record(70), nice: undefined }, ageMs: 5_000, atMs: 1_000 }
  const there = { kill: () => true, now: () => 3_000 }
  const never = (): never => {
    throw new Error('ps was run')
  }

  it('of Windows there is no ps: a listing of late has to do, and an old one does not', () => {
    const at = (nowMs: number) => looksAt(listed, { ...there, platform: 'win32', ps: never, now: () => nowMs })
    expect(at(15_000).look(70)).toMatchObject({ id: listed.record.id })
    expect(at(17_000).look(70)).toBe('unreadable')
    expect(at(15_000).threads).toBeUndefined()
  })

  it('the same where ps does not understand', () => {
    expect(looksAt(listed, { ...there, ps: () => 'failed' }).look(70)).toMatchObject({ id: listed.record.id })
    expect(looksAt(listed, { ...there, ps: () => ({ output: 'usage: ps' }) }).look(70)).toMatchObject({
      nice: undefined,
    })
  })

  it('whom ps does not know any more is gone', () => {
    expect(looksAt(listed, { ...there, ps: () => 'none' }).look(70)).toBe('gone')
  })

  // macOS: state with further signs; FreeBSD: a nice value of realtime is none.
  it.each([
    ['    00:07  5 Ss+\n', { nice: 5, state: 'S' }],
    ['00:06 - I\n', { nice: undefined, state: 'S' }],
    ['00:08 0 Z+\n', { nice: 0, state: 'Z' }],
  ])('%j', (output, seen) => {
    expect(looksAt(listed, { ...there, platform: 'darwin', ps: () => ({ output }) }).look(70)).toMatchObject(seen)
  })

  it('one of another age has its pid', () => {
    const ofAge = (output: string) => looksAt(listed, { ...there, ps: () => ({ output }) }).look(70)
    expect(ofAge('00:04 0 S')).toBe('reused')
    expect(ofAge('00:10 0 S')).toBe('reused')
  })

  it('whose processes we may not signal are there all the same', () => {
    const refusing = (code: string) => ({
      ...there,
      kill: () => {
        throw Object.assign(new Error(code), { code })
      },
    })
    expect(looksAt(listed, refusing('EPERM')).glance(70)).toMatchObject({ id: listed.record.id })
    expect(looksAt(listed, refusing('ESRCH')).glance(70)).toBe('gone')
    expect(() => looksAt(listed, refusing('EINVAL')).glance(70)).toThrow('EINVAL')
  })

  it('a glance runs nothing', () => {
    expect(looksAt(listed, { ...there, ps: never }).glance(70)).toMatchObject({ id: listed.record.id })
  })
})
