import { describe, expect, it } from 'vitest'
import { curveOf } from '../../src/model/curve.ts'
import { derive } from '../../src/model/derive.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { sample } from '../export/moments.ts'

/** Snapshots at these seconds. */
function at(...seconds: readonly number[]): Snapshot[] {
  const snapshots: Snapshot[] = []
  for (const second of seconds)
    snapshots.push(derive(snapshots.at(-1), { ...sample(second, []), monotonicMs: second * 1000 }))
  return snapshots
}

/** The second that a snapshot was taken at, which is a figure as good as any. */
const second = ({ sample: { monotonicMs } }: Snapshot) => monotonicMs / 1000

describe('a figure over a time', () => {
  it('is of the time before each snapshot', () => {
    expect(curveOf(at(0, 1, 2, 3, 4), second, 1000, 4000, 3)).toEqual([2, 3, 4])
    expect(curveOf(at(0, 1, 2, 3, 4), second, 1000, 4000, 6)).toEqual([2, 2, 3, 3, 4, 4])
  })

  it('loses no peak where several fall into one part', () => {
    const snapshots = at(0, 1, 2, 3, 4, 5, 6, 7, 8)
    expect(curveOf(snapshots, one => [0, 9, 1, 1, 1, 1, 1, 7, 1][second(one)], 0, 8000, 2)).toEqual([9, 7])
  })

  it('stands for those that were let go', () => {
    const all = at(0, 1, 2, 3, 4)
    const kept = all.filter((_, i) => i !== 2 && i !== 1)
    expect(curveOf(kept, second, 0, 4000, 4)).toEqual([3, 3, 3, 4])
  })

  it('is unknown where nobody looked, before the first, and where the figure is unknown', () => {
    expect(curveOf(at(10, 11, 12, 100, 101), second, 8000, 102_000, 94).map(value => value ?? 0)).toEqual(
      Array.from({ length: 94 }, (_, i) => ({ 2: 11, 3: 12, 92: 101 })[i] ?? 0),
    )
    expect(curveOf(at(0, 1, 2), () => undefined, 0, 2000, 2)).toEqual([undefined, undefined])
    expect(curveOf([], second, 0, 2000, 2)).toEqual([undefined, undefined])
  })
})
