/**
 * The real libraries in the real helper, told that they are on another system, where ps(1) prints what it prints there.
 *
 * No output of the very commands that systeminformation has was found for macOS, FreeBSD or Windows. The rows are real ones (sources beside
 * them), laid out in those columns; ages, parents, groups and priorities, which the sources leave out, are made up.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { FREEBSD, helperOn, MAC, MAC_LIBRARY, ps, windows } from './systems.ts'

let programs: ProgramsOnPath
beforeEach(() => {
  programs = new ProgramsOnPath()
})
afterEach(() => programs.restore())

describe('on macOS', () => {
  it('processor time comes in hundredths from pidusage, else from our own ps', async () => {
    ps(programs, MAC)
    const { value } = await (await helperOn('darwin')).ask('processes')
    expect(value.map(({ pid, cpuMs }) => [pid, cpuMs])).toEqual([
      [73, 12_290],
      [39635, 20],
      [39686, 410],
    ])
  })

  it('names are the system’s, command lines whole, sizes of the right columns', async () => {
    ps(programs, MAC)
    const { value } = await (await helperOn('darwin')).ask('processes')
    const wallMs = Date.now()
    const [first, second, third] = value
    expect(first).toMatchObject({
      name: 'opendirectoryd',
      command: '/usr/libexec/opendirectoryd',
      user: 'root',
      tty: '',
      state: 'S',
      vmsBytes: 2_486_736 * 1024,
      rssBytes: 10_404 * 1024,
      threads: undefined,
      kernelThread: false,
    })
    expect(second, 'the library cuts it off at the colon').toMatchObject({ command: 'sshd: vagrant@ttys001 ' })
    expect(third).toMatchObject({ tty: 'ttys001', command: '-sh', name: 'sh' })
    expect(Math.abs(wallMs - 36_000_000 - (first?.startedAtMs ?? 0))).toBeLessThan(10_000)
  })

  it('names and times are guesses and unknown where nothing is told besides', async () => {
    ps(programs, { '*temp_title_1*': MAC_LIBRARY })
    const { value } = await (await helperOn('darwin')).ask('processes')
    expect(value.map(({ pid, cpuMs }) => [pid, cpuMs])).toEqual([
      [73, undefined],
      [39635, undefined],
      [39686, undefined],
    ])
    expect(value[0]).toMatchObject({ name: 'opendirectoryd', group: undefined })
  })
})

describe('on FreeBSD', () => {
  it('processor time is our own ps’s, for pidusage takes minutes for hours', async () => {
    ps(programs, FREEBSD)
    const { value } = await (await helperOn('freebsd')).ask('processes')
    expect(value.map(({ pid, cpuMs }) => [pid, cpuMs])).toEqual([
      [0, 121_530],
      [1, 14_270],
      [4, 0],
    ])
    expect(programs.started.filter(line => line.includes('etime,pid,ppid'))).toEqual([])
  })

  it('kernel processes are told from others', async () => {
    ps(programs, FREEBSD)
    const { value } = await (await helperOn('freebsd')).ask('processes')
    expect(value.map(({ name, kernelThread, command, threads }) => [name, kernelThread, command, threads])).toEqual([
      ['kernel', true, undefined, 42],
      ['init', false, '/sbin/init --', 1],
      ['crypto returns', true, undefined, 1],
    ])
    expect(value.map(({ tty }) => tty)).toEqual(['', '', ''])
  })
})

it('on OpenBSD disks of which lsblk and /sys tell nothing are unknown', async () => {
  programs.replace('lsblk', 'exit 127')
  expect((await (await helperOn('openbsd')).ask('diskIo')).value).toEqual({ io: null, bytes: null })
})

describe('on Windows', () => {
  it('processor time and start are pidusage’s, and who is idle is nobody', async () => {
    const { value } = await (await helperOn('win32', windows(programs))).ask('processes')
    expect(value).toMatchObject([
      {
        pid: 777,
        name: 'System',
        command: 'System',
        user: undefined,
        nice: undefined,
        state: undefined,
        vmsBytes: undefined,
        rssBytes: 110_821_376,
        cpuMs: 871_000,
      },
    ])
    expect(value[0]?.startedAtMs).toBe(Date.parse('2015-03-29T22:16:50.080+01:00'))
  })
})
