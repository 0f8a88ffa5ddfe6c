import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseIostat } from '../../../src/sources/portable/child/iostat.ts'
import { diskIoCounters } from '../../../src/sources/portable/disks.ts'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { answered, posted } from './answers.ts'
import { helperOn } from './systems.ts'

const lines = (name: string): string => posted<string[]>(name).join('\n')

describe('iostat(8) of FreeBSD', () => {
  it('tells requests and bytes of one disk', () => {
    expect(parseIostat(lines('freebsd/iostat-one'))).toEqual({
      io: { rIO: 7919671, wIO: 2973428 },
      bytes: { rx: 5905908945.5 * 1024, wx: 119214504 * 1024 },
    })
  })

  it('adds up all disks, each once: what is passed through to one is that one', () => {
    const { io, bytes } = parseIostat(lines('freebsd/iostat'))
    expect(io).toEqual({
      rIO: 152107298 + 125377350 + 150081271 + 127434730 + 7179450,
      wIO: 125540885 + 110274911 + 125135072 + 110570626 + 12238803,
    })
    expect(bytes?.rx).toBe((5735055021.5 + 5287982655.5 + 5734430679.5 + 5281861627.5 + 256717844.5) * 1024)
  })

  it('is not believed where it prints something else', () => {
    const one = lines('freebsd/iostat-one')
    expect(() => parseIostat(one.replace('kw/i', 'kw/s'))).toThrow('no sums')
    expect(() => parseIostat(`${one}\nada1       7919671.0`)).toThrow('no sums')
    expect(() => parseIostat('ada1       7919671.0')).toThrow('no sums')
  })

  it('without a disk tells of none', () => {
    expect(diskIoCounters(answered<'diskIo'>(parseIostat('')))).toEqual([])
  })
})

describe('in the helper', () => {
  let programs: ProgramsOnPath
  beforeEach(() => {
    programs = new ProgramsOnPath()
  })
  afterEach(() => programs.restore())

  it('on FreeBSD it is asked, and the library is not', async () => {
    programs.replace('lsblk', 'exit 127')
    programs.replace('iostat', `cat <<'END'\n${lines('freebsd/iostat-one')}\nEND`)
    const answer = await (await helperOn('freebsd')).ask('diskIo')
    expect(programs.started).toEqual(['iostat -Ix'])
    expect(diskIoCounters(answer)).toMatchObject([
      { device: 'all disks', reads: 7919671, writes: 2973428, readMs: undefined, busyMs: undefined },
    ])
  })

  it('where it fails nothing is told rather than no requests', async () => {
    programs.replace('iostat', 'exit 1')
    await expect((await helperOn('freebsd')).ask('diskIo')).rejects.toThrow('iostat')
  })
})
