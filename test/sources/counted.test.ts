/** What a look asks of the kernel, call by call, of a population that is known. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import type { Counts } from './calls.ts'
import { inNamespace } from './namespace.ts'
import { type CompiledTarget, compileTarget } from './target.ts'

const IDLE = 30
const IN_VIEW = 7
/** Those of one thread: the children, their parent, and one that does as it is told. */
const SINGLE = IDLE + 2
/** With the program that looks, which has threads. */
const ALL = SINGLE + 1

/** The machine's own files, which are kept open; a kernel without pressure files has fewer. */
const MACHINE = ['stat', 'meminfo', 'vmstat', 'loadavg', 'uptime', 'diskstats', 'net/dev']

let compiled: CompiledTarget
type Found = Record<string, Counts>
/** By schedules, and by clocks. */
let found: Found
let byClocks: Found

beforeAll(async () => {
  compiled = await compileTarget()
  const program = await bundleProgram('test/sources/programs/counted.ts')
  const args = [compiled.program, String(IDLE), String(IN_VIEW), compiled.folder]
  found = (await inNamespace(program, ...args, 'schedules')) as Found
  byClocks = (await inNamespace(program, ...args, 'clocks')) as Found
}, 120_000)

afterAll(() => compiled.remove())

/** The calls about processes, about the machine's files that are read each time, what looks after troubles, and all others. */
function parts(kind: string, by: Found = found) {
  const entries = Object.entries(by[kind] ?? {})
  const isWatch = (call: string) => /\/PID\/(limits|status|fd|cgroup)$|\/sys\/fs\/cgroup\//.test(call)
  const isProcess = (call: string) => !isWatch(call) && (call.includes('/PID') || call === 'list /proc')
  const isMachine = (call: string) => /^read \/proc\/(pressure\/|(?!PID|self)[a-z])/.test(call)
  return {
    processes: Object.fromEntries(entries.filter(([call]) => isProcess(call))),
    machine: Object.fromEntries(entries.filter(([call]) => isMachine(call))),
    watch: Object.fromEntries(entries.filter(([call]) => isWatch(call))),
    others: entries.map(([call]) => call).filter(call => !isProcess(call) && !isMachine(call) && !isWatch(call)),
  }
}

describe('a look', () => {
  it.each([
    // One read a schedule of everyone of one thread; the line of those in view, and of the one that has threads.
    ['nothing', { 'read /proc/PID/schedstat': SINGLE, 'read /proc/PID/stat': IN_VIEW + 1 }],
    // Its line is read too, from a file that is open already.
    ['oneRan', { 'read /proc/PID/schedstat': SINGLE, 'read /proc/PID/stat': IN_VIEW + 2 }],
    // It is an eighth one in view, and of its facts only that of memory can have changed so soon.
    [
      'oneInViewRan',
      {
        'open /proc/PID/statm': 1,
        'read /proc/PID/schedstat': SINGLE,
        'read /proc/PID/stat': IN_VIEW + 2,
        'read /proc/PID/statm': 1,
      },
    ],
    // A look for the id given out since, the newcomer's line, and that of its parent, which has run. One more is there
    // since before.
    [
      'oneBorn',
      {
        'look at /proc/PID': 1,
        'open /proc/PID/stat': 1,
        'read /proc/PID/schedstat': SINGLE + 1,
        'read /proc/PID/stat': IN_VIEW + 3,
      },
    ],
    // The newcomer's schedule begins to be minded, beside its line.
    [
      'afterBirth',
      {
        'open /proc/PID/schedstat': 1,
        'read /proc/PID/schedstat': SINGLE + 2,
        'read /proc/PID/stat': IN_VIEW + 2,
      },
    ],
    // Its kept schedule tells that it has ended, without a list; its parent has run.
    ['oneDied', { 'read /proc/PID/schedstat': SINGLE + 1, 'read /proc/PID/stat': IN_VIEW + 2 }],
    ['afterSeconds', { 'read /proc/PID/schedstat': SINGLE, 'read /proc/PID/stat': IN_VIEW + 1 }],
    // So seldom everyone is listed though nobody came.
    ['afterLong', { 'list /proc': 1, 'read /proc/PID/schedstat': SINGLE, 'read /proc/PID/stat': IN_VIEW + 1 }],
    ['first', { 'list /proc': 1, 'open /proc/PID/stat': ALL, 'read /proc/PID/stat': ALL }],
    // The second one: all lines are read once more, beside the schedules, and facts of those in view are found out.
    [
      'comeIntoView',
      {
        'look at /proc/PID': IN_VIEW,
        'open /proc/PID/cmdline': IN_VIEW,
        'open /proc/PID/schedstat': SINGLE,
        'open /proc/PID/statm': IN_VIEW,
        'read /proc/PID/cmdline': IN_VIEW,
        'read /proc/PID/schedstat': SINGLE,
        'read /proc/PID/stat': ALL,
        'read /proc/PID/statm': IN_VIEW,
      },
    ],
  ])('of the kind "%s" asks just this about processes', (kind, expected) => {
    expect(parts(kind).processes).toEqual(expected)
  })

  it('reads the machine’s files once, and nothing is opened, listed or started for it', () => {
    for (const kind of ['nothing', 'oneRan', 'oneInViewRan', 'oneBorn', 'afterBirth', 'oneDied']) {
      const { machine, others } = parts(kind)
      expect(others, kind).toEqual([])
      const read = Object.keys(machine).map(call => call.replace('read /proc/', ''))
      expect(read.filter(name => !name.startsWith('pressure/')).sort(), kind).toEqual([...MACHINE].sort())
      // What is longer than half a page takes more than one read.
      expect(machine, kind).toEqual(parts('nothing').machine)
    }
  })

  it('looks after limits and groups only of who has come or run, and that seldom', () => {
    for (const kind of ['first', 'comeIntoView', 'nothing', 'oneRan', 'oneInViewRan', 'afterBirth', 'oneDied'])
      expect(parts(kind).watch, kind).toEqual({})
    const ofOne = {
      'look at /proc/PID/fd': 1,
      'open /proc/PID/limits': 1,
      'open /proc/PID/status': 1,
      'read /proc/PID/limits': 1,
      'read /proc/PID/status': 1,
    }
    // Everyone's turn comes once in ten scans.
    expect([{}, ofOne]).toContainEqual(parts('oneBorn').watch)
    // Those who have run: of all that have not, nothing is asked.
    for (const kind of ['afterSeconds', 'afterLong'])
      for (const [call, times] of Object.entries(parts(kind).watch)) expect(times, `${kind}: ${call}`).toBeLessThan(9)
  })

  it('asks for sizes, mounts and links every five seconds, which are all that is opened then', () => {
    for (const kind of ['afterSeconds', 'afterLong']) {
      const { others } = parts(kind)
      expect(others, kind).toContain('size of a mount')
      expect(others, kind).toContain('read /proc/self/mountinfo')
      const links = others.filter(call => call.includes('/sys/class/net/'))
      const tables = ['fs/file-nr', 'kernel/pid_max', 'kernel/threads-max'].map(name => `open /proc/sys/${name}`)
      expect(others.filter(call => !links.includes(call)).sort(), kind).toEqual([
        // Every ten seconds.
        ...(kind === 'afterLong' ? tables : []),
        'read /proc/self/mountinfo',
        'size of a mount',
      ])
    }
  })

  it('opens a program’s file once, however many processes run it, and only where a column of it is shown', () => {
    const { processes } = parts('runtimesShown')
    const { processes: usual } = parts('nothing')
    const more = Object.entries(processes).filter(([call]) => usual[call] === undefined)
    expect(Object.fromEntries(more)).toEqual({
      'link /proc/PID/exe': IN_VIEW,
      // Whose mounts they see, all of them the same.
      'link /proc/PID/ns/mnt': IN_VIEW,
      'open /proc/PID/mountinfo': 1,
      // Which file it is, of each; and before the one file is opened.
      'look at /proc/PID/exe': IN_VIEW + 1,
      'open /proc/PID/exe': 1,
    })
    expect(parts('runtimesNothing').processes).toEqual(usual)
    for (const [kind, calls] of Object.entries(found)) {
      const opened = Object.keys(calls).filter(call => /\/exe$|\/mountinfo$/.test(call) && call.includes('/PID/'))
      if (kind !== 'runtimesShown') expect(opened, kind).toEqual([])
    }
  })

  it('reads nothing of threads unless they are wanted', () => {
    const kinds = Object.keys(found).filter(kind => !/^(threads(First|Nothing)|oneThread|ownThreads)/.test(kind))
    expect(kinds).toContain('threadsHiddenAgain')
    for (const kind of kinds) {
      const calls = Object.keys(found[kind] ?? {})
      expect(
        calls.filter(call => call.includes('/task')),
        kind,
      ).toEqual([])
    }
    // The process that has begun to have two is read each time, as the program that looks is.
    expect(parts('threadsHidden').processes).toEqual(parts('threadsHiddenAgain').processes)
    expect(parts('threadsHidden').processes['read /proc/PID/schedstat']).toBe(SINGLE - 1)
  })

  it('of threads lists those of processes that have several, then reads their schedules, and the lines of who ran', () => {
    // Two of the one that was told to, and our own.
    const all = 2 + (found['ownThreads']?.['count'] ?? 0)
    const ofThreads = (kind: string) => {
      const calls = Object.entries(parts(kind).processes).filter(([call]) => call.includes('/task'))
      return Object.fromEntries(calls.map(([call, count]) => [call.replace('/proc/PID/task', ''), count]))
    }
    expect(ofThreads('threadsFirst')).toEqual({ 'list ': 2, 'open /TID/stat': all, 'read /TID/stat': all })
    const ours = { 'read /TID/schedstat': all, 'read /TID/stat': expect.toSatisfy((count: number) => count < all) }
    expect(ofThreads('threadsNothing')).toEqual(ours)
    expect(ofThreads('oneThreadRan')).toEqual(ours)
    // The list of the one process that had one thread last, and both of its threads.
    expect(ofThreads('oneThreadCame')).toMatchObject({
      'list ': 1,
      'open /TID/stat': 2,
      'read /TID/schedstat': all - 2,
    })
  })

  it('never starts another program', () => {
    const calls = Object.values(found).flatMap(counts => Object.keys(counts))
    expect(calls.length).toBeGreaterThan(100)
    expect(calls.filter(call => call.startsWith('start '))).toEqual([])
  })
})

describe('a look by clocks', () => {
  it.each([
    'nothing',
    'oneRan',
    'oneInViewRan',
    'oneBorn',
    'afterBirth',
    'oneDied',
    'afterSeconds',
    'afterLong',
    'first',
    'comeIntoView',
    'runtimesShown',
    'runtimesNothing',
  ])('of the kind "%s" asks for no schedule, not whether somebody new is there, and for the same besides', kind => {
    const calls = Object.entries(parts(kind).processes)
    expect(calls).not.toEqual([])
    const isSpared = (call: string) =>
      call.endsWith('/schedstat') || (kind === 'oneBorn' && call === 'look at /proc/PID')
    expect(parts(kind, byClocks).processes).toEqual(Object.fromEntries(calls.filter(([call]) => !isSpared(call))))
  })

  it('reads no line of a process of several threads that do nothing', () => {
    expect(parts('threadsHidden', byClocks).processes).toEqual(parts('nothing', byClocks).processes)
    expect(parts('threadsHiddenAgain', byClocks).processes).toEqual(parts('nothing', byClocks).processes)
  })

  it('of threads asks for their schedules all the same', () => {
    const calls = (kind: string) => Object.keys(parts(kind, byClocks).processes)
    expect(calls('threadsNothing')).toContain('read /proc/PID/task/TID/schedstat')
    expect(calls('threadsNothing')).not.toContain('read /proc/PID/schedstat')
  })

  it('asks the machine for the same, and opens, lists and starts nothing', () => {
    for (const kind of ['nothing', 'oneRan', 'oneInViewRan', 'oneBorn', 'afterBirth', 'oneDied']) {
      const { machine, others } = parts(kind, byClocks)
      expect({ machine, others }, kind).toEqual({ machine: parts(kind).machine, others: [] })
    }
  })
})
