import { afterEach, describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { processId, threadId } from '../../src/model/process.ts'
import { initialView } from '../../src/model/view.ts'
import { foregroundRole, type Role, style } from '../../src/terminal/style.ts'
import { graphSeries } from '../../src/ui/graph-series.ts'
import { MemoryFiles, statLine } from '../support/memory-files.ts'
import { crews } from './crews.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'
import { web3 } from './web-3.ts'

afterEach(closeStage)

const WORKER = threadId(8306, 830_600)

/** Threads from the beginning, by pid. */
function openThreads(options: StageOptions = {}): Promise<Stage> {
  const view = { threads: true, sort: { columnId: 'pid', descending: false }, ...options.view }
  return openStage({ seconds: 3, height: 50, change: crews, ...options, view })
}

const rowAt = (stage: Stage, text: string) => stage.rows[stage.rowOf(text)] ?? ''
const threadsOn = ({ rows }: Stage) => rows.filter(row => / \{.*\}/.test(row)).length

function roleAt(stage: Stage, row: string, text: string): number {
  const y = stage.rowOf(row)
  return foregroundRole(stage.terminal.styles[y * stage.terminal.width + (stage.rows[y]?.indexOf(text) ?? 0)] ?? 0)
}
const roleOf = (name: Role) => foregroundRole(style(name))

/** Selects a thread by its number: the first one of a process is the row below it. */
const select = (stage: Stage, tid: number) => stage.press(...String(tid), 'enter')

async function until(stage: Stage, text: string): Promise<void> {
  while (!stage.text.includes(text)) await stage.settle()
}

describe('H', () => {
  it('shows threads in rows of their own and hides them again; they are not there before', async () => {
    const stage = await openStage({ seconds: 3, height: 50, change: crews })
    expect(initialView({}).threads).toBe(false)
    expect(threadsOn(stage)).toBe(0)
    await stage.press('H')
    expect(stage.footer).toContain('threads have rows of their own')
    expect(threadsOn(stage)).toBe(7)
    expect(rowAt(stage, '{V8Worker}')).toMatch(/ 8306 deploy .* – .*\{V8Worker\} of 8305 node/)
    await stage.pass(1100)
    expect(rowAt(stage, '{V8Worker}')).toContain(' 5.0 ')
    await stage.press('H')
    expect(stage.footer).toContain('threads are hidden')
    expect(threadsOn(stage)).toBe(0)
  })

  it('leaves the header’s count of processes as it is, and the process its whole time', async () => {
    const stage = await openStage({ seconds: 3, height: 50, change: crews })
    await stage.press('H')
    await stage.pass(1100)
    expect(stage.rows[0]).toContain('18 procs')
    expect(rowAt(stage, 'node /srv')).toContain(' 48.0 ')
    expect(rowAt(stage, '{node}')).toContain(' 41.0 ')
  })

  it('goes on with the process of the thread that was selected', async () => {
    const stage = await openThreads()
    await select(stage, 8306)
    expect(stage.view.selected).toBe(WORKER)
    await stage.press('H')
    expect(stage.view.selected).toBe(processId(8305, 830_500))
    expect(stage.selectedPid).toBe(8305)
  })

  it('keeps the tags of threads from one sample to the next', async () => {
    const stage = await openThreads()
    await select(stage, 8306)
    await stage.press(' ')
    await stage.pass(1000)
    expect([...stage.view.tagged]).toEqual([WORKER])
  })

  it('forgets the tags of threads that are hidden, and acts on none of them', async () => {
    const stage = await openThreads()
    await select(stage, 8306)
    await stage.press(' ', 'H')
    await stage.pass(1000)
    expect(stage.view.tagged.size).toBe(0)
  })
})

describe('a thread’s row', () => {
  it('is told from a process by braces and by its colour; what is its process’s is dim or left out', async () => {
    const stage = await openThreads()
    expect(roleAt(stage, '{V8Worker}', 'V8Worker')).toBe(roleOf('good'))
    expect(roleAt(stage, '{V8Worker}', '{')).toBe(roleOf('dim'))
    expect(roleAt(stage, '{V8Worker}', 'deploy')).toBe(roleOf('dim'))
    expect(roleAt(stage, 'node /srv', 'deploy')).not.toBe(roleOf('dim'))
    // Neither memory, nor how much that grew, nor how many threads there are.
    expect(rowAt(stage, '{V8Worker}')).toMatch(/^ +8306 deploy +20 +0 +S +5\.0 +0:0\d\.\d\d +\{V8/)
  })

  it('has a state of its own', async () => {
    const stage = await openThreads()
    expect(rowAt(stage, '{libuv-worker}')).toMatch(/ D +2\.0 /)
    expect(rowAt(stage, '{C2 Compiler')).toMatch(/ 27 +7 +R +9\.0 /)
  })

  it('is found by its number, followed in its place, and folded away below its process', async () => {
    const stage = await openThreads({ view: { tree: true } })
    await select(stage, 8307)
    expect(stage.selectedPid).toBe(8307)
    await stage.press('-')
    expect(stage.footer).toContain('nothing to fold below thread 8307 libuv-worker of 8305 node')
    await stage.press('backspace')
    expect(stage.view.selected).toBe(processId(8305, 830_500))
    await stage.press('-')
    expect(rowAt(stage, 'node /srv')).toContain('▸4 node')
    // The sum of the subtree is what it was.
    expect(rowAt(stage, 'node /srv')).toContain(' 48.0 ')
    await select(stage, 8307)
    expect(stage.selectedPid).toBe(8307)
  })

  it('whose process has the same number is the second that a number finds', async () => {
    const stage = await openThreads({ view: { sort: { columnId: 'cpu', descending: false } } })
    await select(stage, 8305)
    expect(stage.view.selected).toBe(processId(8305, 830_500))
  })

  it('was there in the past, too', async () => {
    const stage = await openThreads()
    await select(stage, 8306)
    await stage.pass(2000)
    const time = () => / (\d+:\d\d\.\d\d) /.exec(rowAt(stage, '{V8Worker}'))?.[1]
    const now = time()
    await stage.press(',', ',')
    expect(time()).not.toBe(now)
    expect(stage.selectedPid).toBe(8306)
    expect(rowAt(stage, '{V8Worker}')).toContain('deploy')
  })

  it('is found by a search for its name, and its process’s others are not', async () => {
    const stage = await openThreads()
    await stage.press('/', ...'node')
    expect(stage.footer).toContain('2 found')
    await stage.press('escape', '/', ...'V8W')
    expect(stage.footer).toContain('1 found')
    expect(stage.selectedPid).toBe(8306)
  })

  it('comes with its process through a filter', async () => {
    const stage = await openThreads()
    await stage.press('\\', ...'server.js', 'enter')
    expect(stage.pids).toEqual([8305, 8305, 8306, 8307, 8309])
    await stage.press('\\', 'C-u', ...'server.js and cpu > 3', 'enter')
    expect(stage.pids).toEqual([8305, 8305, 8306])
  })
})

describe('a selected thread', () => {
  it('has the user of its process, and others like it are found by that and by its own name', async () => {
    const stage = await openThreads()
    await select(stage, 8306)
    await stage.press(':', ...'same user', 'enter')
    expect(stage.view.user).toBe('deploy')
    await stage.press('u', 'enter', ':', ...'same name', 'enter')
    expect(stage.view.filter).toBe('name = V8Worker')
    expect(stage.pids).toEqual([8306])
  })

  it('has a curve of its own CPU time, beside what is its process’s', () => {
    const before = derive(undefined, crews(web3(1)))
    const snapshot = derive(before, crews(web3(2)))
    const row = snapshot.threads?.rows.find(({ id }) => id === WORKER)
    const series = graphSeries(snapshot, row, () => undefined)
    const own = series.find(({ id }) => id === 'cpu-thread-8306')
    expect(own?.value(snapshot)).toBeCloseTo(5)
    expect(series.map(({ id }) => id)).toEqual(expect.arrayContaining(['cpu-8305', 'rss-8305', 'threads-8305']))
  })
})

describe('what is done with a thread selected', () => {
  const files = new MemoryFiles({
    '8305/stat': { text: statLine({ pid: 8305, startTicks: 830_500 }) },
    '8305/status': { text: 'Name:\tnode\nState:\tS (sleeping)\nCpus_allowed_list:\t0-3\n' },
    '8305/task/8306/stat': { text: statLine({ pid: 8306, startTicks: 830_600 }) },
    '8305/task/8306/status': { text: 'Name:\tV8Worker\nState:\tS (sleeping)\nCpus_allowed_list:\t2\n' },
    '8305/oom_score_adj': { text: '7\n' },
  })

  it('is said to be the thread’s, where the kernel has it for each', async () => {
    const stage = await openThreads({ files })
    await select(stage, 8306)
    await stage.press('a')
    await until(stage, 'CPU affinity of thread 8306 V8Worker of 8305 node')
    expect(stage.text).toContain('Now: 2.')
    await stage.press('1')
    expect(stage.text).not.toContain('for all threads')
  })

  it('is said to be the whole process’s, where the kernel has it once', async () => {
    const stage = await openThreads({ files, width: 160 })
    await select(stage, 8306)
    await stage.press('k')
    await until(stage, 'send a signal')
    expect(stage.text).toContain('thread 8306 V8Worker: signals go to its whole process, 8305 node')
    await stage.press('escape', 'o')
    await until(stage, 'OOM score adjust of 8305 node')
    expect(stage.text).toContain('Now: 7.')
    await until(stage, 'thread 8306 V8Worker: it is set of its whole process, 8305 node')
    await stage.press('escape', 'R')
    await until(stage, 'set a limit of 8305 node')
    await until(stage, 'thread 8306 V8Worker: limits are those of its whole process, 8305 node')
  })

  it('is to lay its process open at its threads, or at what was asked for', async () => {
    const stage = await openThreads({ files })
    await select(stage, 8306)
    await stage.press('enter')
    await until(stage, 'TID NAME')
    expect(stage.rows[0]).toMatch(/^ 8305 node/)
    expect(stage.footer).toContain('thread 8306 V8Worker: what is shown is of its whole process, 8305 node')
    await stage.press('escape', 'L')
    await until(stage, 'NOFILE')
  })

  it('tells threads from processes where both are tagged, and leaves those out whose process is', async () => {
    const stage = await openThreads({ files })
    await select(stage, 8306)
    await stage.press(' ')
    await select(stage, 771)
    await stage.press(' ')
    await stage.press('f7')
    expect(stage.text).toContain('raise the nice value of 1 process and 1 thread by 1?')
    expect(stage.text).toContain('771 java, thread 8306 V8Worker of 8305 node')
    await stage.press('escape')
    await select(stage, 8305)
    await stage.press(' ', 'f7')
    expect(stage.text).toContain('raise the nice value of 2 processes by 1?')
    await stage.press('escape', 'k')
    expect(stage.text).toContain('send a signal to 2 processes')
  })
})
