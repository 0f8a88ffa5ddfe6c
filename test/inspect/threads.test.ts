import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { knownValue } from '../../src/inspect/field.ts'
import { Look } from '../../src/inspect/look.ts'
import { readThreads, type Thread, type Threads } from '../../src/inspect/threads.ts'
import { threadsPart } from '../../src/inspect/threads-part.ts'
import { MANY_THREADS } from '../../src/inspect/usage.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { derive } from '../../src/model/derive.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import type { ProcessFiles } from '../../src/sources/process-files.ts'
import {
  type Content,
  firstRow,
  MemoryFiles,
  recordOf,
  snapshotOf,
  someNames,
  statLine,
} from '../support/memory-files.ts'

const COVERED = { uncovered: false }

function lookAt(files: ProcessFiles, stat = statLine({ threads: 2 }), thorough = false): Look {
  const snapshot = snapshotOf(recordOf(stat))
  return new Look(files, firstRow(snapshot), { snapshot, names: someNames, userTasks: new UserTasks(files), thorough })
}

function filesOf(tid: number, over: { stat?: string; run?: number; wchan?: string } = {}): Record<string, Content> {
  const { stat = statLine({ pid: tid, name: `t${tid}` }), run = 0, wchan = 'futex_do_wait' } = over
  return {
    [`70/task/${tid}/stat`]: { text: stat },
    [`70/task/${tid}/schedstat`]: { text: `${run} 5 3\n` },
    [`70/task/${tid}/status`]: {
      text: 'Name:\tx\nState:\tS (sleeping)\nvoluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t2\n',
    },
    [`70/task/${tid}/wchan`]: { text: wchan },
  }
}

const all = (threads: Threads): readonly Thread[] => knownValue(threads) ?? []

describe('threads', () => {
  it('have each its own figures', async () => {
    const threads = await readThreads(lookAt(new MemoryFiles({ ...filesOf(70), ...filesOf(71) })), undefined)
    expect(all(threads)).toMatchObject([
      { tid: 70, name: 't70', cpuPct: undefined },
      {
        tid: 71,
        name: 't71',
        state: 'S',
        userMs: 1500,
        systemMs: 500,
        voluntarySwitches: { value: 7 },
        involuntarySwitches: { value: 2 },
        waitsIn: { value: 'futex_do_wait' },
      },
    ])
  })

  it('have their share of a processor from what the scheduler counted since the look before', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const before = await readThreads(
      lookAt(new MemoryFiles({ ...filesOf(70, { run: 1e9 }), ...filesOf(71) })),
      undefined,
    )
    vi.advanceTimersByTime(1000)
    const now = await readThreads(lookAt(new MemoryFiles({ ...filesOf(70, { run: 1.003e9 }), ...filesOf(71) })), before)
    expect(all(now)[0]?.cpuPct).toBeCloseTo(0.3, 6)
    expect(all(now)[1]?.cpuPct).toBe(0)
    vi.useRealTimers()
  })

  it('begin anew where the id was given to another thread', async () => {
    const before = await readThreads(lookAt(new MemoryFiles(filesOf(71, { run: 9e9 }))), undefined)
    const other = statLine({ pid: 71, startTicks: 9000 })
    const now = await readThreads(lookAt(new MemoryFiles(filesOf(71, { stat: other, run: 1 }))), before)
    expect(all(now)[0]?.cpuPct).toBeUndefined()
  })

  it('wait nowhere where the kernel says 0, and no code of theirs reaches the screen', async () => {
    const files = { ...filesOf(70, { wchan: '0' }), ...filesOf(71, { wchan: '\x1b[2J' }) }
    const threads = all(await readThreads(lookAt(new MemoryFiles(files)), undefined))
    expect(threads.map(thread => thread.waitsIn)).toEqual([{ value: '' }, { value: '' }])
  })

  it('are thousands: then only their line is read, unless all is wanted, and others get their turn', async () => {
    const content: Record<string, Content> = {}
    for (let tid = 1000; tid <= 1000 + MANY_THREADS; tid++) Object.assign(content, filesOf(tid))
    const files = new MemoryFiles(content)
    let turns = 0
    let reading = true
    const countTurns = (): void => {
      turns++
      if (reading) setImmediate(countTurns)
    }
    setImmediate(countTurns)
    const look = lookAt(files)
    const threads = await readThreads(look, undefined)
    reading = false
    expect(turns).toBeGreaterThan(0)
    expect(all(threads)).toHaveLength(MANY_THREADS + 1)
    expect(files.asked.every(path => path.endsWith('/stat'))).toBe(true)
    expect(all(threads)[0]?.waitsIn).toEqual({ unknown: 'costly' })
    const grid = threadsPart.show(threads, look, COVERED)
    expect(grid).toMatchObject({ summary: expect.stringContaining('read of fewer than 1,000 only') })
    expect(all(await readThreads(lookAt(files, undefined, true), undefined))[0]?.waitsIn).toEqual({
      value: 'futex_do_wait',
    })
  })

  it('are unknown of a zombie', async () => {
    const threads = await readThreads(lookAt(new MemoryFiles({}), statLine({ state: 'Z' })), undefined)
    expect(threads).toEqual({ unknown: 'zombie' })
  })
})

const PROGRAM = `
import ctypes, threading, time
libc = ctypes.CDLL(None)
def named(name):
    libc.prctl(15, name.encode(), 0, 0, 0)
def busy():
    named('busy one')
    while True: pass
def asleep():
    named('asleep')
    print('ready', flush=True)
    threading.Event().wait()
named('leader')
threading.Thread(target=busy, daemon=True).start()
threading.Thread(target=asleep, daemon=True).start()
threading.Event().wait()
`

const PSUTIL = `
import json, psutil, sys
print(json.dumps({t.id: [t.user_time, t.system_time] for t in psutil.Process(int(sys.argv[1])).threads()}))
`

describe('threads of a live process', () => {
  let child: ChildProcess | undefined

  afterEach(() => {
    child?.kill('SIGKILL')
  })

  it('are those of the kernel and of psutil, the busy one with its share', async () => {
    child = spawn('/usr/bin/python3', ['-c', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { pid, stdout } = child
    if (pid === undefined || stdout === null) throw new Error('no child')
    await once(stdout, 'data')
    const source = linuxSource()
    const look = async (): Promise<Look> => {
      const snapshot = derive(undefined, await source.scan({ everyone: new Set() }))
      const row = snapshot.processes.find(candidate => candidate.record.pid === pid)
      if (row === undefined) throw new Error('gone')
      const userTasks = new UserTasks(source.files)
      return new Look(source.files, row, { snapshot, names: source.names, userTasks, thorough: false })
    }
    const first = await readThreads(await look(), undefined)
    const isBusy = (thread: Thread): boolean => thread.name === 'busy one'
    const now = await vi.waitFor(async () => {
      const threads = await readThreads(await look(), first)
      expect(all(threads).find(isBusy)?.cpuPct).toBeGreaterThan(1)
      return all(threads)
    })
    source.close()
    expect(now.map(({ tid }) => String(tid))).toEqual(readdirSync(`/proc/${pid}/task`).sort((a, b) => +a - +b))
    expect(now.map(({ name }) => name).sort()).toEqual(['asleep', 'busy one', 'leader'])
    const asleep = now.find(({ name }) => name === 'asleep')
    expect(asleep).toMatchObject({ state: 'S', cpuPct: 0 })
    expect(knownValue(asleep?.waitsIn ?? { unknown: 'untold' })).toBe(
      readFileSync(`/proc/${pid}/task/${asleep?.tid}/wchan`, 'latin1'),
    )
    const told = execFileSync('/usr/bin/python3', ['-c', PSUTIL, String(pid)], { encoding: 'utf8' })
    const byPsutil = JSON.parse(told) as Record<string, [number, number]>
    for (const thread of now.filter(one => !isBusy(one)))
      expect(byPsutil[thread.tid]).toEqual([thread.userMs / 1000, thread.systemMs / 1000])
  })
})
