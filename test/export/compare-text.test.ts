import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { comparisonText } from '../../src/export/compare-text.ts'
import { compareMemory } from '../../src/inspect/memory-comparison.ts'
import type { MemorySnapshot } from '../../src/inspect/memory-snapshot.ts'
import { processId } from '../../src/model/process.ts'
import { A_MINUTE_LATER, memorySnapshotOf } from '../support/address-space.ts'

beforeEach(() => vi.stubEnv('TZ', 'UTC'))
afterEach(() => vi.unstubAllEnvs())

const OLD = memorySnapshotOf([
  { at: 10, pages: 300, path: '[heap]' },
  { at: 1000, pages: 40, path: '/usr/lib/x86_64-linux-gnu/gone.so.1' },
  { at: 2000, pages: 500, path: '/usr/lib/x86_64-linux-gnu/libc.so.6', permissions: 'r-xp' },
  { at: 3000, pages: 100, path: '/dev/shm/ring', permissions: 'rw-s' },
])
const NEW = memorySnapshotOf(
  [
    { at: 10, pages: 9000, path: '[heap]' },
    { at: 12_000, pages: 500, path: '/usr/lib/x86_64-linux-gnu/libc.so.6', permissions: 'r-xp' },
    { at: 13_000, pages: 120, path: '/dev/shm/ring', permissions: 'rw-s' },
    { at: 20_000, pages: 8 },
    { at: 20_010, pages: 8 },
  ],
  A_MINUTE_LATER,
)

function textOf(old: MemorySnapshot, young: MemorySnapshot, { by = 'path', top = 99, width = 80 } = {}): string {
  const comparison = compareMemory(old, young, { by: by as 'path', figure: 'rss' })
  return comparisonText({ comparison, rows: comparison.rows.slice(0, top) }, width)
}

describe('the text of a comparison', () => {
  it('has size, difference, count and difference of what changed, and the rest in a line', () => {
    expect(textOf(OLD, NEW)).toMatchInlineSnapshot(`
      "70 cat: RSS +34M to 38M in 1m 00s, +34M/min
        by path, from 2026-01-02 03:04:05 to 2026-01-02 03:05:05
        SIZE 38M +34M · PSS 38M +34M · USS 38M +34M

         RSS  +DIFF  COUNT  +DIFF        WHAT
         35M   +34M      1     +0        [heap]
           0  -160K      0     -1  gone  /usr/lib/x86_64-linux-gnu/gone.so.1
        480K   +80K      1     +0        /dev/shm/ring (shared)
         64K   +64K      2     +2  new   [anonymous]

        1 did not change: RSS 2.0M
      "
    `)
  })

  it('by kind and by mapping', () => {
    expect(textOf(OLD, NEW, { by: 'kind' })).toMatchInlineSnapshot(`
      "70 cat: RSS +34M to 38M in 1m 00s, +34M/min
        by kind, from 2026-01-02 03:04:05 to 2026-01-02 03:05:05
        SIZE 38M +34M · PSS 38M +34M · USS 38M +34M

         RSS  +DIFF  COUNT  +DIFF       WHAT
         35M   +34M      1     +0       brk-heap
        2.0M  -160K      1     -1       file
        480K   +80K      1     +0       shared
         64K   +64K      2     +2  new  anonymous
      "
    `)
    expect(textOf(OLD, NEW, { by: 'mapping', top: 3 })).toMatchInlineSnapshot(`
      "70 cat: RSS +34M to 38M in 1m 00s, +34M/min
        by mapping, from 2026-01-02 03:04:05 to 2026-01-02 03:05:05
        SIZE 38M +34M · PSS 38M +34M · USS 38M +34M

         RSS  +DIFF  COUNT  +DIFF        WHAT
         35M   +34M      1     +0        0000a000-02332000 rw-p [heap]
        2.0M  +2.0M      1     +1  new   02ee0000-030d4000 r-xp …4-linux-gnu/libc.so.6
           0  -2.0M      0     -1  gone  007d0000-009c4000 r-xp …4-linux-gnu/libc.so.6

        5 more changed by -16K together
      "
    `)
  })

  it('on a narrow screen gives up the counts, and goes on below', () => {
    expect(textOf(OLD, NEW, { top: 4, width: 40 })).toMatchInlineSnapshot(`
      "70 cat: RSS +34M to 38M in 1m 00s,
        +34M/min
        by path, from 2026-01-02 03:04:05 to
          2026-01-02 03:05:05
        SIZE 38M +34M · PSS 38M +34M · USS
          38M +34M

         RSS  +DIFF        WHAT
         35M   +34M        [heap]
           0  -160K  gone  …inux-gnu/gone.so.1
        480K   +80K        …/shm/ring (shared)
         64K   +64K  new   [anonymous]

        1 did not change: RSS 2.0M
      "
    `)
    const other = { ...NEW, process: { ...NEW.process, id: processId(71, 9) } }
    expect(textOf(OLD, other, { width: 40 })).toContain(
      '\n  not the same process: 70 cat on\n    test, started 2026-01-02 03:03:00\n',
    )
  })

  it('tells no pace of so short a time that it would be made up', () => {
    const headAfter = (ms: number) => textOf(OLD, { ...NEW, uptimeSec: 100 + ms / 1000 }).split('\n')[0]
    expect(headAfter(10_000)).toBe('70 cat: RSS +34M to 38M in 10s, +204M/min')
    expect(headAfter(9_990)).toBe('70 cat: RSS +34M to 38M in 9s')
    expect(headAfter(400)).toBe('70 cat: RSS +34M to 38M in less than a second')
  })

  it('has a line for each of as many as there may be', () => {
    const comparison = compareMemory(OLD, NEW, { by: 'path', figure: 'rss' })
    const rows = Array.from({ length: 300_000 }, (_, i) => comparison.rows[i % 3]).filter(row => row !== undefined)
    expect(comparisonText({ comparison, rows }, 80).split('\n').length).toBeGreaterThan(300_000)
  })

  it('fits where it has to', () => {
    for (const width of [40, 80]) {
      for (const line of textOf(OLD, NEW, { by: 'mapping', width }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(width)
    }
    expect(
      Math.max(
        ...textOf(OLD, NEW, { by: 'mapping', width: 0 })
          .split('\n')
          .map(line => line.length),
      ),
    ).toBeGreaterThan(80)
  })

  it('says where two processes are compared, or another program, or in the wrong order', () => {
    const { process } = NEW
    const other = { ...NEW, process: { ...process, id: processId(71, 9), pid: 71, name: 'dog' } }
    expect(textOf(OLD, other).split('\n')[0]).toBe('71 dog: RSS +34M to 38M in 1m 00s')
    expect(textOf(OLD, other).split('\n').slice(2, 4)).toEqual([
      '  not the same process: 70 cat on test, started 2026-01-02 03:03:00',
      '  and now 71 dog on test, started 2026-01-02 03:03:00',
    ])
    expect(textOf(OLD, { ...NEW, process: { ...process, name: 'sh' } }, { width: 0 })).toContain(
      '\n  the same process, then called cat: it runs another program, or renamed itself\n',
    )
    const back = textOf(NEW, OLD, { width: 0 })
    expect(back).toContain('\n  the second was taken before the first: what grew here had shrunk\n')
    expect(back.split('\n')[0]).toBe('70 cat: RSS -34M to 3.7M')
  })

  it('says that nothing changed', () => {
    expect(textOf(OLD, OLD)).toBe(
      '70 cat: RSS +0 to 3.7M\n  by path, from 2026-01-02 03:04:05 to 2026-01-02 03:04:05\n\n  nothing changed\n  4 did not change: RSS 3.7M\n',
    )
  })
})
