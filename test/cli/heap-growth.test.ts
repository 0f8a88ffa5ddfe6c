import { describe, expect, it } from 'vitest'
import { heapGrowthLines } from '../../src/cli/heap/growth.ts'
import type { ToldHeapGrowth } from '../../src/export/heap-growth-shape.ts'
import type { GrownHeapType } from '../../src/runtime/node/heap-graph/growth.ts'

const SESSION: GrownHeapType = {
  type: 'Session of the shop, with a long name',
  ...{ count: 12_000, countGrown: 2000, bytes: 480_000, bytesGrown: 80_000 },
  ...{ retainedBytes: 4_800_000, retainedGrown: 800_000, fresh: 3000, freshBytes: 120_000, gone: 1000 },
}
const SAME: GrownHeapType = { ...SESSION, type: 'Map', countGrown: 0, bytesGrown: 0, fresh: 0, freshBytes: 0, gone: 0 }
const NATIVE: GrownHeapType = { ...SESSION, type: 'Node / X', fresh: undefined, freshBytes: undefined, gone: undefined }
const NOT_TOLD = { fresh: undefined, freshBytes: undefined, gone: undefined }

function told(rows: readonly GrownHeapType[], isFollowed = true): ToldHeapGrowth {
  const { type, retainedBytes, retainedGrown, ...total } = SESSION
  const growth = {
    rows: isFollowed ? rows : rows.map(row => ({ ...row, ...NOT_TOLD })),
    total: isFollowed ? total : { ...total, ...NOT_TOLD },
    fresh: isFollowed ? new Uint8Array() : undefined,
    isSwapped: false,
  }
  const holder = { address: undefined, bytes: 32, references: 2, weakReferences: undefined }
  const sample = {
    number: 77_369,
    ...{ among: 3000, alike: 2990 },
    holding: {
      object: { ...holder, type: 'Session', text: undefined },
      ofType: 12_000,
      chains: [1, 2].map(way => ({
        links: [{ by: `[${way}]`, object: { ...holder, type: 'Array', text: undefined } }],
        root: '(root)',
      })),
      holds: [],
    },
  }
  return { old: 'a', new: 'b', growth, rows, samples: [sample] }
}

describe('what grew between two heaps, as text', () => {
  it('has all figures where there is room', () => {
    expect(heapGrowthLines(told([SESSION, NATIVE, SAME]), 20, 0)).toEqual([
      'b: 469K +78K, 12,000 objects +2,000 since a',
      '  3,000 objects are new, 1,000 gone',
      '',
      '  SIZE  +DIFF   COUNT   +DIFF    NEW   GONE  RETAINED  +DIFF  TYPE',
      '  469K   +78K  12,000  +2,000  3,000  1,000      4.6M  +781K  Session of the shop, with a long name',
      '  469K   +78K  12,000  +2,000      –      –      4.6M  +781K  Node / X',
      '  1 type did not change',
      '',
      '  one of 3,000 new, 2,990 of them held alike: @77369 Session, 32B, 2 references',
      '  held by',
      '    [1] of Array, 32B, 2 references',
      '    (root)',
    ])
  })

  it('leaves out of a narrow terminal what the others tell', () => {
    expect(heapGrowthLines(told([SESSION]), 20, 80).slice(3, 5)).toEqual([
      '  SIZE  +DIFF   COUNT    NEW   GONE  RETAINED  +DIFF  TYPE',
      '  469K   +78K  12,000  3,000  1,000      4.6M  +781K  Session of the shop, with…',
    ])
    for (const line of heapGrowthLines(told([SESSION, NATIVE], false), 20, 80))
      expect(line.length).toBeLessThanOrEqual(80)
  })

  it('sums up what it has no room for, and has no columns of what is not known', () => {
    const lines = heapGrowthLines(told([SESSION, NATIVE], false), 1, 0)
    expect(lines[1]).toMatch(/^ {2}which objects are new is not known: /)
    expect(lines.slice(3, 6)).toEqual([
      '  SIZE  +DIFF   COUNT   +DIFF  RETAINED  +DIFF  TYPE',
      '  469K   +78K  12,000  +2,000      4.6M  +781K  Session of the shop, with a long name',
      '  1 more type changed by +78K together',
    ])
    expect(lines).toContain(
      '  one of 3,000, of which 2,990 more than before are held like it: @77369 Session, 32B, 2 references',
    )
  })
})
