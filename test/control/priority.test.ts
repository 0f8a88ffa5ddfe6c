import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { outcomeOf } from '../../src/control/outcome.ts'
import { type PrioritySystem, setNice } from '../../src/control/priority.ts'
import { processId } from '../../src/model/process.ts'
import { look, lookBy, type StatReader } from '../../src/sources/linux/sighting.ts'
import { statLine } from '../support/memory-files.ts'

const readStat: StatReader = pid => ({ ok: true, bytes: readFileSync(`/proc/${pid}/stat`) })
const threads = (pid: number): number[] => readdirSync(`/proc/${pid}/task`).map(Number)
const system: PrioritySystem = { lookAt: lookBy(readStat), threads, setPriority }

/** A process of three threads, of which nothing is real. */
const imagined = (answer: (tid: number) => string | undefined): PrioritySystem => ({
  lookAt: lookBy(() => ({ ok: true, bytes: Buffer.from(statLine({ pid: 70, startTicks: 5000 })) })),
  threads: () => [70, 71, 72],
  setPriority: tid => {
    const code = answer(tid)
    if (code !== undefined) throw Object.assign(new Error(code), { code })
  },
})
const target = processId(70, 5000)

let child: ChildProcess | undefined
afterEach(() => {
  child?.kill('SIGKILL')
})

describe('setNice', () => {
  it('makes every thread of a real process nicer', async () => {
    child = spawn(process.execPath, ['-e', "setInterval(() => {}, 1e6); console.log('ready')"], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { pid, stdout } = child
    if (pid === undefined || stdout === null) throw new Error('no child')
    await once(stdout, 'data')
    const seen = look(pid, readStat)
    if (typeof seen === 'string') throw new Error(seen)
    expect(setNice(seen.id, 7, system)).toBe('done')
    const all = threads(pid)
    expect(all.length).toBeGreaterThan(1)
    for (const tid of all) expect(getPriority(tid)).toBe(7)
  })

  it('changes nothing when the pid is another process’s', () => {
    const before = processId(70, 4999)
    const outcome = setNice(
      before,
      5,
      imagined(() => 'EINVAL'),
    )
    expect(outcome).toBe('reused')
  })

  it('passes over threads that ended meanwhile', () => {
    expect(
      setNice(
        target,
        5,
        imagined(tid => (tid === 71 ? 'ESRCH' : undefined)),
      ),
    ).toBe('done')
  })

  it('says when only some threads were changed', () => {
    const outcome = setNice(
      target,
      5,
      imagined(tid => (tid === 72 ? 'EPERM' : undefined)),
    )
    expect(outcome).toEqual({ failed: 'only some of its threads were changed' })
  })

  it('says when it is not permitted', () => {
    expect(
      setNice(
        target,
        -5,
        imagined(() => 'EACCES'),
      ),
    ).toBe('denied')
    expect(
      setNice(
        target,
        5,
        imagined(() => 'EPERM'),
      ),
    ).toBe('denied')
  })

  it.each([-21, 20, 0.5, Number.NaN])('refuses nice %d', nice => {
    expect(
      setNice(
        target,
        nice,
        imagined(() => 'EINVAL'),
      ),
    ).toEqual({ failed: 'nice goes from -20 to 19' })
  })

  it('refuses a group of processes', () => {
    const outcome = setNice(
      processId(0, 1),
      5,
      imagined(() => 'EINVAL'),
    )
    expect(outcome).toEqual({ failed: '0 stands for a group of processes, not for one' })
  })
})

describe('outcomeOf', () => {
  it('finds the system’s error inside those of node:os', () => {
    let thrown: unknown
    try {
      // No pid is as high as this: the kernel's most is 4,194,304.
      setPriority(2 ** 30, 3)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'ERR_SYSTEM_ERROR' })
    expect(outcomeOf(thrown)).toBe('gone')
  })
})
