import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSwapinfo } from '../../../src/sources/portable/child/swapinfo.ts'
import { memoryInfo } from '../../../src/sources/portable/memory.ts'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { posted } from './answers.ts'
import { helperOn } from './systems.ts'

const lines = (name: string): string => posted<string[]>(name).join('\n')

describe('swapinfo(8) of FreeBSD', () => {
  it('tells total and used of one device', () => {
    expect(parseSwapinfo(lines('freebsd/swapinfo'))).toEqual({ totalBytes: 31457280 * 1024, usedBytes: 5962120 * 1024 })
  })

  it('of several has a line for all, which is none of them', () => {
    expect(parseSwapinfo(lines('freebsd/swapinfo-five'))).toEqual({ totalBytes: 25165824 * 1024, usedBytes: 0 })
  })

  it('has a heading alone where there is no swap', () => {
    expect(parseSwapinfo(lines('freebsd/swapinfo-none'))).toEqual({ totalBytes: 0, usedBytes: 0 })
  })

  it('is not believed where it prints something else', () => {
    for (const text of [
      '',
      'Device 512-blocks Used Avail Capacity',
      `${lines('freebsd/swapinfo-none')}\n/dev/ada0p3 x`,
    ]) {
      expect(parseSwapinfo(text)).toBeUndefined()
    }
  })
})

describe('memory in the helper on FreeBSD', () => {
  let programs: ProgramsOnPath
  beforeEach(() => {
    programs = new ProgramsOnPath()
  })
  afterEach(() => programs.restore())

  const MEMORY = { total: 8_000, free: 1_000, available: 3_000, buffcache: 2_000 }

  it.each([
    ['swapinfo', 31457280 * 1024, (31457280 - 5962120) * 1024],
    ['swapinfo-none', 0, 0],
  ])('has what %s tells', async (name, total, free) => {
    programs.replace('swapinfo', `cat <<'END'\n${lines(`freebsd/${name}`)}\nEND`)
    const { value } = await (await helperOn('freebsd')).ask('memory')
    expect(programs.started).toEqual(['swapinfo -k'])
    // sysctl(8) of FreeBSD is not there, so the rest is made up.
    expect(memoryInfo({ ...value, ...MEMORY }, 'freebsd')).toMatchObject({ swapTotalBytes: total, swapFreeBytes: free })
  })

  it('has no swap where that fails, rather than none', async () => {
    programs.replace('swapinfo', 'exit 1')
    const { value } = await (await helperOn('freebsd')).ask('memory')
    const { swapTotalBytes } = memoryInfo({ ...value, ...MEMORY }, 'freebsd') ?? expect.fail()
    expect(swapTotalBytes).toBeUndefined()
  })
})
