import { describe, expect, it } from 'vitest'
import { brkHeapBytes, eachOfMaps } from '../../src/procfs/pid-maps.ts'
import { parseSmaps } from '../../src/procfs/pid-smaps.ts'
import { procFile } from '../support/fixtures.ts'

const heap = (lines: string): number | undefined => brkHeapBytes(Buffer.from(lines))

describe('the mappings in /proc/PID/maps', () => {
  it.each(['linux-6.18/330', 'linux-6.18/320', 'linux-3.10/4242', 'linux-2.6.32/1873'])(
    'are those of smaps: %s',
    path => {
      const smaps = parseSmaps(procFile(`${path}/smaps`)).map(({ totals: _, ...range }) => range)
      expect([...eachOfMaps(procFile(`${path}/maps`))]).toEqual(smaps)
    },
  )

  it('are not told by a line that was cut off, and are none of a kernel thread', () => {
    const line = '1000-3000 r-xp 00000000 fe:00 77    /bin/true\n'
    const whole = Buffer.from(line + line)
    expect([...eachOfMaps(whole)]).toHaveLength(2)
    expect([...eachOfMaps(whole.subarray(0, -1))]).toHaveLength(1)
    expect([...eachOfMaps(procFile('linux-6.18/2/maps'))]).toEqual([])
  })
})

describe('the heap in /proc/PID/maps', () => {
  it('tells the size of the brk heap', () => {
    expect(brkHeapBytes(procFile('linux-6.18/330/maps'))).toBe(0x562834950000 - 0x562834806000)
  })

  it('adds up a heap in pieces', () => {
    const text = '1000-3000 rw-p 00000000 00:00 0    [heap]\n3000-4000 r--p 00000000 00:00 0    [heap]\n'
    expect(heap(text)).toBe(0x3000)
  })

  it('is not taken in by a file of that name', () => {
    expect(heap('1000-3000 rw-p 00000000 fe:00 77    /tmp/a 00:00 0 [heap]\n')).toBe(0)
  })

  it('is 0 for a process without a heap, and unknown for one without memory', () => {
    expect(heap('1000-3000 r-xp 00000000 fe:00 77    /bin/true\n')).toBe(0)
    expect(heap('')).toBeUndefined()
  })
})
