import { describe, expect, it } from 'vitest'
import { parseMeminfo, readMeminfo } from '../../src/procfs/meminfo.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { parseZoneinfo } from '../../src/procfs/zoneinfo.ts'
import { procText } from '../support/fixtures.ts'

const KIB = 1024

describe('/proc/meminfo', () => {
  it('reads every line in bytes, huge pages as a number of pages', () => {
    const values = readMeminfo(procText('linux-3.10/meminfo'))
    expect(values.get('MemTotal')).toBe(8_010_352 * KIB)
    expect(values.get('Active(anon)')).toBe(3_012_344 * KIB)
    expect(values.get('HugePages_Total')).toBe(16)
    expect(values.get('DirectMap1G')).toBe(5_242_880 * KIB)
  })

  it('has the fields of psutil', () => {
    const memory = parseMeminfo(procText('linux-6.18/meminfo'))
    const lines = readMeminfo(procText('linux-6.18/meminfo'))
    expect(memory).toMatchObject({
      totalBytes: 24_684_092 * KIB,
      freeBytes: 23_914_780 * KIB,
      availableBytes: 24_197_372 * KIB,
      buffersBytes: 6_956 * KIB,
      swapTotalBytes: 0,
      swapFreeBytes: 0,
    })
    expect(memory?.cachedBytes).toBe((lines.get('Cached') ?? Number.NaN) + (lines.get('SReclaimable') ?? Number.NaN))
    expect(memory?.activeBytes).toBe(lines.get('Active'))
    expect(memory?.inactiveBytes).toBe(lines.get('Inactive'))
    expect(memory?.sharedBytes).toBe(lines.get('Shmem'))
    expect(memory?.slabBytes).toBe(lines.get('Slab'))
    expect(memory?.dirtyBytes).toBe(lines.get('Dirty'))
  })

  it('does not ask for watermarks where the kernel knows what is available', () => {
    const memory = parseMeminfo('MemTotal: 9 kB\nMemFree: 1 kB\nMemAvailable: 3 kB\n', () => {
      throw new Error('asked')
    })
    expect(memory?.availableBytes).toBe(3 * KIB)
  })

  it('estimates what is available as the kernel does since 3.14', () => {
    const low = parseZoneinfo(procText('linux-3.10/zoneinfo'), USUAL_UNITS)
    expect(low).toBe((40 + 8005 + 13_065) * 4096)
    const memory = parseMeminfo(procText('linux-3.10/meminfo'), () => low)
    // In kB: free 512344, low 84440, file pages 1800000 + 1300000, reclaimable slab 312344.
    expect(memory?.availableBytes).toBe((512_344 - 84_440 + (3_100_000 - 84_440) + (312_344 - 84_440)) * KIB)
  })

  it('keeps half of a small cache where that is less than the watermark', () => {
    const text = 'MemTotal: 900 kB\nMemFree: 500 kB\nActive(file): 30 kB\nInactive(file): 10 kB\nSReclaimable: 8 kB\n'
    expect(parseMeminfo(text, () => 100 * KIB)?.availableBytes).toBe((500 - 100 + 20 + 4) * KIB)
    expect(parseMeminfo(text, () => 700 * KIB)?.availableBytes).toBe(0)
  })

  it('counts free memory and cache as available without watermarks', () => {
    const memory = parseMeminfo(procText('linux-2.6.32/meminfo'))
    expect(memory?.availableBytes).toBe((219_348 + 2_148_904) * KIB)
    expect(memory?.cachedBytes).toBe((2_148_904 + 208_332) * KIB)
  })

  it('does not believe 0 or more than there is', () => {
    expect(parseMeminfo('MemTotal: 9 kB\nMemFree: 2 kB\nMemAvailable: 0 kB\nCached: 3 kB\n')?.availableBytes).toBe(
      5 * KIB,
    )
    expect(parseMeminfo('MemTotal: 9 kB\nMemFree: 2 kB\nMemAvailable: 10 kB\n')?.availableBytes).toBe(2 * KIB)
  })

  it('reads the lines of Linux 2.4', () => {
    const text =
      'MemTotal: 99 kB\nMemFree: 9 kB\nMemShared: 1 kB\nInact_dirty: 2 kB\nInact_clean: 3 kB\nInact_laundry: 4 kB\n'
    expect(parseMeminfo(text)).toMatchObject({ sharedBytes: KIB, inactiveBytes: 9 * KIB, dirtyBytes: undefined })
  })

  it('takes a line by its whole name', () => {
    const text = 'MemTotal: 9 kB\nMemFree: 1 kB\nSwapCached: 5 kB\nCached: 3 kB\nInactive(anon): 4 kB\nInactive: 2 kB\n'
    expect(parseMeminfo(text)).toMatchObject({ cachedBytes: 3 * KIB, inactiveBytes: 2 * KIB, activeBytes: 0 })
  })

  it('does not take a line without its number for 0', () => {
    for (const line of [
      'Dirty:',
      'Dirty:      ',
      'Dirty:      kB\n',
      'Dirty: -1 kB\n',
      'Dirty: 1.5 kB\n',
      'Dirty: 1 k',
    ]) {
      expect(parseMeminfo(`MemTotal: 9 kB\nMemFree: 1 kB\n${line}`)?.dirtyBytes, line).toBeUndefined()
    }
  })

  it('is unknown without total or free', () => {
    expect(parseMeminfo('')).toBeUndefined()
    expect(parseMeminfo('MemTotal: 9 kB\n')).toBeUndefined()
    expect(parseMeminfo('MemFree: 9 kB\n')).toBeUndefined()
  })
})

describe('/proc/zoneinfo', () => {
  it('adds up the low watermarks', () => {
    expect(parseZoneinfo(procText('linux-2.6.32/zoneinfo'), USUAL_UNITS)).toBe((81 + 16_236 + 5_461) * 4096)
    expect(parseZoneinfo(procText('linux-6.18/zoneinfo'), USUAL_UNITS)).toBeGreaterThan(0)
    expect(parseZoneinfo('', USUAL_UNITS)).toBeUndefined()
  })
})
