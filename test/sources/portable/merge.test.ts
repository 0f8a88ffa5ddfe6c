import { describe, expect, it } from 'vitest'
import type { CpuTime } from '../../../src/sources/portable/child/cpu-times.ts'
import { type LibraryProcess, type Lists, merge } from '../../../src/sources/portable/child/merge.ts'
import { parsePs } from '../../../src/sources/portable/child/own-ps.ts'

const HELPER = 900

function process(pid: number, changes: Partial<LibraryProcess> = {}): LibraryProcess {
  return {
    pid,
    parentPid: 1,
    name: 'guess',
    nice: 5,
    memVsz: 2000,
    memRss: 100,
    started: '2026-11-30 10:00:00',
    tty: 'pts/1',
    user: 'me',
    state: 'sleeping',
    command: 'guess',
    path: '/usr/bin',
    params: '-x',
    ...changes,
  }
}

function lists(changes: Partial<Lists>): Lists {
  return {
    platform: 'linux',
    helperPid: HELPER,
    library: [],
    listed: { wallMs: Date.UTC(2026, 10, 30, 12), monotonicMs: 1000 },
    offsetMinutes: 0,
    own: undefined,
    ownAtMs: 1020,
    times: new Map(),
    ...changes,
  }
}

const TIME: CpuTime = { cpuMs: 1230, rssBytes: 4096, readAtMs: 1040, startedAtMs: 77_000 }
const OWN = parsePs(
  '    7     5 Ssl  me                                 3 it (is) 8          1 /usr/bin/guess -x a',
  'linux',
)

describe('three lists of processes', () => {
  it('are one: what is asked for besides is better than the guess', () => {
    const [one] = merge(lists({ library: [process(7)], own: OWN, times: new Map([[7, TIME]]) }))
    expect(one).toEqual({
      pid: 7,
      ppid: 1,
      group: 5,
      state: 'S',
      kernelThread: false,
      threads: 3,
      name: 'it (is) 8',
      command: '/usr/bin/guess -x a',
      user: 'me',
      nice: 5,
      tty: 'pts/1',
      vmsBytes: 2_048_000,
      rssBytes: 4096,
      startedAtMs: 77_000,
      cpuMs: 1230,
      readAtMs: 1040,
    })
  })

  it('leave unknown what none of them tells', () => {
    const [one] = merge(lists({ library: [process(7, { state: 'unknown' })] }))
    expect(one).toMatchObject({ name: 'guess', command: '/usr/bin/guess -x', rssBytes: 102_400, readAtMs: 1000 })
    expect(one).toMatchObject({ startedAtMs: Date.UTC(2026, 10, 30, 10), state: undefined, group: undefined })
    expect(one).toMatchObject({ cpuMs: undefined, threads: undefined })
  })

  it('leave out whom our own ps has not seen any more, and whoever descends from the helper, but not itself', () => {
    const library = [
      process(7),
      process(8),
      process(HELPER),
      process(901, { parentPid: HELPER }),
      process(902, { parentPid: 901 }),
    ]
    expect(merge(lists({ library })).map(({ pid }) => pid)).toEqual([7, 8, HELPER])
    expect(merge(lists({ library, own: OWN })).map(({ pid }) => pid)).toEqual([7])
  })

  it('are not led round in a circle by parents that changed meanwhile', () => {
    const library = [process(7, { parentPid: 8 }), process(8, { parentPid: 7 }), process(0, { parentPid: 0 })]
    expect(merge(lists({ library })).map(({ pid }) => pid)).toEqual([7, 8, 0])
  })

  it('tell kernel threads by their parent and by having no memory', () => {
    const library = [
      process(2, { parentPid: 0, memVsz: 0 }),
      process(9, { parentPid: 2, memVsz: 0 }),
      process(10, { parentPid: 2 }),
      process(11, { parentPid: 2, memVsz: 0, state: 'zombie' }),
    ]
    expect(merge(lists({ library })).map(one => one.kernelThread)).toEqual([true, true, false, false])
    expect(merge(lists({ library })).map(one => one.command)).toEqual([
      undefined,
      undefined,
      expect.any(String),
      undefined,
    ])
  })

  // https://github.com/cfengine/core/pull/1910
  it('tell them on FreeBSD too', () => {
    const library = [
      process(1, { parentPid: 0, memVsz: 6276 }),
      process(4, { parentPid: 0, memVsz: 0 }),
      process(90, { parentPid: 1, memVsz: 0, state: 'zombie' }),
    ]
    expect(merge(lists({ platform: 'freebsd', library })).map(one => one.kernelThread)).toEqual([false, true, false])
  })

  it('have zombies under their own names', () => {
    const own = parsePs('  7   5 Z    me            1 sleep <defunct>   1 [sleep] <defunct>', 'linux')
    expect(merge(lists({ library: [process(7, { state: 'zombie' })], own }))).toMatchObject([
      { name: 'sleep', command: undefined, state: 'Z' },
    ])
  })

  it('take the time of ps where pidusage cannot tell it, and the moment with it', () => {
    const own = parsePs('  7   5 S    1 0:14.27 sh   1 -sh', 'freebsd')
    expect(merge(lists({ platform: 'freebsd', library: [process(7)], own }))).toMatchObject([
      { cpuMs: 14_270, readAtMs: 1020, command: '-sh' },
    ])
  })

  it('know on Windows neither owner nor state, priority, terminal nor address space, and leave out who is idle', () => {
    const command = '"C:\\Program Files\\a b.exe" -x'
    const library = [
      process(0),
      process(8, { user: '', state: 'unknown', command, path: 'C:\\Program Files\\a b.exe' }),
    ]
    expect(merge(lists({ platform: 'win32', library, times: new Map([[8, TIME]]) }))).toEqual([
      {
        pid: 8,
        ppid: 1,
        group: undefined,
        state: undefined,
        kernelThread: false,
        threads: undefined,
        name: 'guess',
        command,
        user: undefined,
        nice: undefined,
        tty: undefined,
        vmsBytes: undefined,
        rssBytes: 4096,
        startedAtMs: 77_000,
        cpuMs: 1230,
        readAtMs: 1040,
      },
    ])
  })
})
