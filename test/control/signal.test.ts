import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { type SignalSystem, sendSignal } from '../../src/control/signal.ts'
import { type ProcessId, processId } from '../../src/model/process.ts'
import { isGone } from '../../src/sources/errors.ts'
import { look, lookBy, type StatReader } from '../../src/sources/linux/sighting.ts'
import { statLine } from '../support/memory-files.ts'

const readStat: StatReader = pid => {
  try {
    return { ok: true, bytes: readFileSync(`/proc/${pid}/stat`) }
  } catch (error) {
    if (isGone(error)) return { ok: false, why: 'gone' }
    throw error
  }
}

const kill = (pid: number, signal: number): unknown => process.kill(pid, signal)
const system = { lookAt: lookBy(readStat), kill, selfPid: process.pid, platform: process.platform }
const nobodyKilled = (): never => {
  throw new Error('a signal was sent')
}

const children: ChildProcess[] = []

/** A child that runs and has installed its handlers, and its identity. */
async function startChild(script = ''): Promise<{ child: ChildProcess; id: ProcessId; pid: number }> {
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1e6); console.log('ready')`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  if (child.stdout === null || child.pid === undefined) throw new Error('no child')
  await once(child.stdout, 'data')
  const seen = look(child.pid, readStat)
  if (typeof seen === 'string') throw new Error(`the child is ${seen}`)
  return { child, id: seen.id, pid: child.pid }
}

afterEach(() => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
})

describe('sendSignal', () => {
  it('ends a real process by TERM', async () => {
    const { child, id } = await startChild()
    const ended = once(child, 'exit')
    expect(sendSignal(id, 15, system)).toBe('done')
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  it('ends by KILL what ignores TERM', async () => {
    const { child, id } = await startChild("process.on('SIGTERM', () => console.log('no'))")
    const answered = child.stdout && once(child.stdout, 'data')
    expect(sendSignal(id, 15, system)).toBe('done')
    expect(String(await answered)).toBe('no\n')
    const ended = once(child, 'exit')
    expect(sendSignal(id, 9, system)).toBe('done')
    expect(await ended).toEqual([null, 'SIGKILL'])
  })

  it('says that a process is gone', async () => {
    const { child, id } = await startChild()
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(sendSignal(id, 15, { ...system, kill: nobodyKilled })).toBe('gone')
  })

  it('leaves alone a process that got the pid of the one that was meant', async () => {
    const { id, pid } = await startChild()
    const [, startTicks] = id.split(':')
    const before = processId(pid, Number(startTicks) - 1)
    expect(sendSignal(before, 9, { ...system, kill: nobodyKilled })).toBe('reused')
  })

  it('says what the system refused', () => {
    const stat: StatReader = () => ({ ok: true, bytes: Buffer.from(statLine({ pid: 70, startTicks: 5000 })) })
    const refusing = (code: string) => ({
      lookAt: lookBy(stat),
      selfPid: 1,
      platform: process.platform,
      kill: () => {
        throw Object.assign(new Error(`kill ${code}`), { code })
      },
    })
    const target = processId(70, 5000)
    expect(sendSignal(target, 15, refusing('EPERM'))).toBe('denied')
    // It ended between the look and the signal.
    expect(sendSignal(target, 15, refusing('ESRCH'))).toBe('gone')
    expect(sendSignal(target, 99, refusing('EINVAL'))).toEqual({ failed: 'kill EINVAL' })
  })

  it('throws on what is no answer of the system', () => {
    const stat: StatReader = () => ({ ok: true, bytes: Buffer.from(statLine({ pid: 70, startTicks: 5000 })) })
    const broken = (): never => {
      throw new TypeError('broken')
    }
    expect(() =>
      sendSignal(processId(70, 5000), 15, {
        lookAt: lookBy(stat),
        selfPid: 1,
        kill: broken,
        platform: process.platform,
      }),
    ).toThrow(TypeError)
  })

  it.each([0, -1, -4711])('refuses pid %d, which is a group', pid => {
    const outcome = sendSignal(processId(pid, 5), 15, { ...system, lookAt: nobodyKilled, kill: nobodyKilled })
    expect(outcome).toEqual({ failed: `${pid} stands for a group of processes, not for one` })
  })

  it('refuses ntop itself', () => {
    const self = look(process.pid, readStat)
    if (typeof self === 'string') throw new Error(self)
    expect(sendSignal(self.id, 15, { ...system, kill: nobodyKilled })).toEqual({
      failed: 'this is ntop itself; q quits it',
    })
  })

  it('sends to init only what was confirmed', () => {
    const sent: number[] = []
    const stat: StatReader = () => ({ ok: true, bytes: Buffer.from(statLine({ pid: 1, startTicks: 3 })) })
    const init = processId(1, 3)
    const recording = { ...system, lookAt: lookBy(stat), selfPid: 99, kill: (pid: number) => sent.push(pid) }
    expect(sendSignal(init, 15, recording)).toEqual({ failed: 'process 1 is asked about twice' })
    expect(sent).toEqual([])
    expect(sendSignal(init, 15, recording, true)).toBe('done')
    expect(sent).toEqual([1])
  })

  it('sends on Windows only what ends a process there, and says why not the rest', () => {
    const sent: number[] = []
    const stat: StatReader = () => ({ ok: true, bytes: Buffer.from(statLine({ pid: 70, startTicks: 5000 })) })
    const windows: SignalSystem = {
      lookAt: lookBy(stat),
      selfPid: 1,
      platform: 'win32',
      kill: (_, number) => sent.push(number),
    }
    const outcomes = [15, 9, 2, 1, 10].map(number => sendSignal(processId(70, 5000), number, windows))
    expect(outcomes.slice(0, 3)).toEqual(['done', 'done', 'done'])
    for (const refused of outcomes.slice(3))
      expect(refused).toEqual({ failed: expect.stringMatching(/^Windows has no/) })
    expect(sent).toEqual([15, 9, 2])
  })

  it('sends nothing to whom it cannot look at', () => {
    const hidden = { ...system, kill: nobodyKilled }
    const target = processId(70, 5000)
    expect(sendSignal(target, 15, { ...hidden, lookAt: lookBy(() => ({ ok: false, why: 'denied' })) })).toBe('denied')
    const torn: StatReader = () => ({ ok: true, bytes: Buffer.from('70 (ca') })
    expect(sendSignal(target, 15, { ...hidden, lookAt: lookBy(torn) })).toEqual({
      failed: 'its state cannot be read, so it may be another process by now',
    })
  })
})
