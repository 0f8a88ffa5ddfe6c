import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { derive } from '../../../src/model/derive.ts'
import { parseIoreg } from '../../../src/sources/portable/child/ioreg.ts'
import { diskIoCounters } from '../../../src/sources/portable/disks.ts'
import { sample } from '../../export/moments.ts'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { answered, posted } from './answers.ts'
import { helperOn } from './systems.ts'

const lines = (name: string): string => posted<string[]>(name).join('\n')

describe('ioreg(8) of macOS', () => {
  it('tells requests, bytes and times of a disk', () => {
    expect(parseIoreg(lines('darwin/ioreg'))).toEqual({
      io: { rIO: 2328858, wIO: 1006613, rWaitTime: 640948.223045, wWaitTime: 67068.804165 },
      bytes: { rx: 30948818944, wx: 14221045760 },
    })
  })

  it('so that it is known how long a request took', () => {
    const at = (sec: number, name: string) => {
      const answer = answered<'diskIo'>(parseIoreg(lines(name)), sec * 1000)
      return { ...sample(sec, []), diskIo: diskIoCounters(answer) }
    }
    const { diskIo } = derive(derive(undefined, at(0, 'darwin/ioreg')), at(100, 'darwin/ioreg-later'))
    const requests = 2416853 - 2328858 + (1012953 - 1006613)
    const ms = 658433.335156 - 640948.223045 + (67313.671632 - 67068.804165)
    expect(diskIo[0]?.awaitMs).toBeCloseTo(ms / requests, 6)
    expect(diskIo[0]?.readBytesPerSec).toBe((31897657344 - 30948818944) / 100)
    expect(diskIo[0]?.queue).toBeUndefined()
  })

  it('adds up all disks', () => {
    // No two disks of one Mac were found: these are one disk at two moments.
    const { io, bytes } = parseIoreg(`${lines('darwin/ioreg')}\n${lines('darwin/ioreg-later')}`)
    expect(io).toMatchObject({ rIO: 2328858 + 2416853, wIO: 1006613 + 1012953 })
    expect(bytes).toEqual({ rx: 30948818944 + 31897657344, wx: 14221045760 + 14319661056 })
  })

  it('is not believed where a figure is missing, or all are', () => {
    expect(() => parseIoreg('')).toThrow('no disk')
    expect(() => parseIoreg(lines('darwin/ioreg').replace('"Bytes (Write)"', '"Bytes"'))).toThrow('no "Bytes (Write)"')
  })
})

describe('in the helper', () => {
  let programs: ProgramsOnPath
  beforeEach(() => {
    programs = new ProgramsOnPath()
  })
  afterEach(() => programs.restore())

  it('on macOS one program tells of all disks', async () => {
    programs.replace('ioreg', `cat <<'END'\n${lines('darwin/ioreg')}\nEND`)
    const { value } = await (await helperOn('darwin')).ask('diskIo')
    expect(value).toEqual(parseIoreg(lines('darwin/ioreg')))
    expect(programs.started).toEqual(['ioreg -r -c IOBlockStorageDriver -k Statistics -d 1 -w 0'])
  })

  it('where it fails nothing is told rather than no requests', async () => {
    programs.replace('ioreg', 'exit 1')
    await expect((await helperOn('darwin')).ask('diskIo')).rejects.toThrow('ioreg')
  })
})
