import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairGroups, pairKinds, pairMappings } from '../../src/inspect/map-pairs.ts'
import { type AddressSpace, MAP_FIGURES, type MapFigures } from '../../src/inspect/maps.ts'
import type { Pair } from '../../src/inspect/pair.ts'
import { addressSpace, anyMappings, PAGE, type TestMapping } from '../support/address-space.ts'

type Pairing = (before: AddressSpace, now: AddressSpace) => Pair<MapFigures & { readonly count: number }>[]
const WAYS: readonly (readonly [name: string, pair: Pairing])[] = [
  ['by path', pairGroups],
  ['by kind', pairKinds],
  ['by mapping', pairMappings],
]

/** Growth in pages of each piece, and where it is by now. */
function pieces(before: readonly TestMapping[], now: readonly TestMapping[]) {
  return pairMappings(addressSpace(before), addressSpace(now)).map(pair => ({
    at: Number.parseInt(pair.latest.startAddress, 16) / PAGE,
    end: Number.parseInt(pair.latest.endAddress, 16) / PAGE,
    before: pair.before && [pair.before.count, pair.before.sizeBytes / PAGE],
    now: pair.now && [pair.now.count, pair.now.sizeBytes / PAGE],
  }))
}

describe.each(WAYS)('the same at two looks, %s', (_, pair) => {
  it('with itself: everything is there, and nothing has grown', () => {
    fc.assert(
      fc.property(anyMappings, mappings => {
        const space = addressSpace(mappings)
        for (const { before, now } of pair(space, addressSpace(mappings))) {
          expect(now?.count).toBe(before?.count)
          for (const key of MAP_FIGURES) expect(now?.[key], key).toBe(before?.[key])
        }
      }),
    )
  })

  it('adds up to both, whatever became of what: each mapping is in one pair', () => {
    fc.assert(
      fc.property(anyMappings, anyMappings, (old, young) => {
        const [before, now] = [addressSpace(old), addressSpace(young)]
        const pairs = pair(before, now)
        const count = (side: 'before' | 'now') => pairs.reduce((sum, one) => sum + (one[side]?.count ?? 0), 0)
        expect([count('before'), count('now')]).toEqual([before.count, now.count])
        for (const key of MAP_FIGURES) {
          const sum = (side: 'before' | 'now') => pairs.reduce((all, one) => all + (one[side]?.[key] ?? 0), 0)
          expect([sum('before'), sum('now')], key).toEqual([before.total[key], now.total[key]])
        }
        for (const { latest, before: was, now: is } of pairs) expect(latest).toBe(is ?? was)
      }),
    )
  })
})

describe('by path', () => {
  const names = (old: readonly TestMapping[], young: readonly TestMapping[]) =>
    pairGroups(addressSpace(old), addressSpace(young)).map(({ before, now }) => [before?.path, now?.path])

  it('what is new and what is gone has no other side', () => {
    expect(names([{ at: 1, pages: 1, path: '/old' }], [{ at: 5, pages: 1, path: '/young' }])).toEqual([
      [undefined, '/young'],
      ['/old', undefined],
    ])
  })

  it('a file that was removed since is the file that it was', () => {
    const [old, removed] = ['/lib/x', '/lib/x (deleted)'].map(path => ({ at: 1, pages: 3, path }))
    if (old === undefined || removed === undefined) throw new Error('nothing')
    expect(names([old], [removed])).toEqual([['/lib/x', '/lib/x (deleted)']])
    // Unless another has its name: then that one is the file of this name.
    expect(names([old], [removed, { ...old, at: 9 }])).toEqual([
      [undefined, '/lib/x (deleted)'],
      ['/lib/x', '/lib/x'],
    ])
  })
})

describe('by mapping', () => {
  it('a heap whose end has moved is the same heap', () => {
    const heap = { at: 100, path: '[heap]' }
    expect(pieces([{ ...heap, pages: 33 }], [{ ...heap, pages: 2080 }])).toEqual([
      { at: 100, end: 2180, before: [1, 33], now: [1, 2080] },
    ])
  })

  it('a stack whose beginning has moved is the same stack', () => {
    const path = '[stack]'
    expect(pieces([{ at: 100, pages: 33, path }], [{ at: 80, pages: 53, path }])).toEqual([
      { at: 80, end: 133, before: [1, 33], now: [1, 53] },
    ])
  })

  it('neighbours that became one have not grown, nor has one that was cut', () => {
    const two = [
      { at: 10, pages: 4 },
      { at: 14, pages: 6 },
    ]
    const one = [{ at: 10, pages: 10 }]
    expect(pieces(two, one)).toEqual([{ at: 10, end: 20, before: [2, 10], now: [1, 10] }])
    expect(pieces(one, two)).toEqual([{ at: 10, end: 20, before: [1, 10], now: [2, 10] }])
  })

  it('a hole in the middle is what was given back', () => {
    const holed = [
      { at: 10, pages: 4 },
      { at: 18, pages: 2 },
    ]
    expect(pieces([{ at: 10, pages: 10 }], holed)).toEqual([{ at: 10, end: 20, before: [1, 10], now: [2, 6] }])
  })

  it('neighbours that only touch are two', () => {
    const both = [
      { at: 10, pages: 4 },
      { at: 14, pages: 6 },
    ]
    expect(pieces(both, both)).toHaveLength(2)
    expect(pieces([{ at: 10, pages: 4 }], [{ at: 14, pages: 6 }])).toHaveLength(2)
  })

  it('another file at the same addresses is another mapping', () => {
    expect(pieces([{ at: 10, pages: 4, path: '/a' }], [{ at: 10, pages: 4, path: '/b' }])).toHaveLength(2)
  })

  it('memory that is seen to be a thread’s stack by now was there before', () => {
    const [plain, stack] = [false, true].map(inferred => addressSpace([{ at: 10, pages: 4, inferred }]))
    if (plain === undefined || stack === undefined) throw new Error('nothing')
    const [pair, ...others] = pairMappings(plain, stack)
    expect([pair?.before?.kind, pair?.now?.kind, others]).toEqual(['anonymous', 'thread-stack', []])
  })

  it('the highest pages of all have an end too', () => {
    const at = 0xffffffffff600
    expect(pieces([{ at, pages: 1, path: '[vsyscall]' }], [{ at, pages: 1, path: '[vsyscall]' }])).toEqual([
      { at, end: at + 1, before: [1, 1], now: [1, 1] },
    ])
  })

  it('pieces lie apart, and hold all that overlaps', () => {
    const overlaps = (a: { at: number; pages: number }, b: { at: number; pages: number }) =>
      a.at < b.at + b.pages && b.at < a.at + a.pages
    fc.assert(
      fc.property(anyMappings, anyMappings, (old, young) => {
        const nameless = (all: readonly TestMapping[]) => all.map(({ at, pages }) => ({ at, pages }))
        const [before, now] = [nameless(old), nameless(young)]
        // Joins what overlaps, one after the other, however dearly.
        let bags = [
          ...before.map(one => ({ old: [one], young: [] as typeof now })),
          ...now.map(one => ({ old: [] as typeof before, young: [one] })),
        ]
        for (let joined = true; joined; ) {
          joined = false
          for (const bag of bags) {
            const other = bags.find(
              one =>
                one !== bag &&
                (one.old.some(a => bag.young.some(b => overlaps(a, b))) ||
                  one.young.some(a => bag.old.some(b => overlaps(a, b)))),
            )
            if (other === undefined) continue
            bags = [
              ...bags.filter(one => one !== bag && one !== other),
              { old: [...bag.old, ...other.old], young: [...bag.young, ...other.young] },
            ]
            joined = true
            break
          }
        }
        const shape = ({ old: a, young: b }: (typeof bags)[number]) => `${a.length} ${b.length}`
        expect(
          pieces(before, now)
            .map(({ before: was, now: is }) => `${was?.[0] ?? 0} ${is?.[0] ?? 0}`)
            .sort(),
        ).toEqual(bags.map(shape).sort())
      }),
    )
  })
})
