import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Reconciled } from '../../src/runtime/reconcile.ts'
import { reconciledText } from '../../src/runtime/reconciled-text.ts'

const MIB = 1024 ** 2

function reconciled(
  rssGrown: number | undefined,
  tracedGrown: number,
  nativeGrown: number | undefined,
  over: Partial<Reconciled> = {},
): Reconciled {
  const { overheadGrown } = over
  const explained = tracedGrown + (nativeGrown ?? 0) + (overheadGrown ?? 0)
  const unexplained = rssGrown === undefined ? undefined : rssGrown - explained
  return { rssGrown, tracedGrown, tracedIsEstimate: false, nativeGrown, overheadGrown, unexplained, ...over }
}

const ESTIMATED = { tracedIsEstimate: true }

it.each([
  [reconciled(40 * MIB, 34.2 * MIB, 3.1 * MIB), 'RSS grew by 40.0M = traced 34.2M + native 3.1M + unexplained 2.7M'],
  [
    reconciled(40 * MIB, 34.2 * MIB, undefined, ESTIMATED),
    'RSS grew by 40.0M = traced about 34.2M + unexplained about 5.8M',
  ],
  [
    reconciled(-2 * MIB, MIB, 0, { overheadGrown: MIB }),
    'RSS changed by -2.0M = traced 1.0M + native 0.0M + tracing itself 1.0M + unexplained -4.0M',
  ],
  [reconciled(0, 0, 0), 'RSS grew by 0.0K = traced 0.0K + native 0.0K + unexplained 0.0K'],
  [reconciled(3 * 1024 * MIB, 512 * MIB, undefined), 'RSS grew by 3.0G = traced 0.5G + unexplained 2.5G'],
  [reconciled(undefined, 2048, 5, ESTIMATED), 'traced about 2.0K more; how RSS changed is not known'],
  [reconciled(MIB, 5, 5, { unexplained: undefined }), 'RSS grew by 1.0M; how much of that is traced is not known'],
])('of %j', (of, text) => {
  expect(reconciledText(of)).toBe(text)
})

it('adds up as it stands there', () => {
  const bytes = fc.integer({ min: -1e12, max: 1e12 })
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, (rss, traced, native, overheadGrown) => {
      const text = reconciledText(reconciled(rss, traced, native, { overheadGrown }))
      const [whole = Number.NaN, ...parts] = (text.match(/-?\d+\.\d/g) ?? []).map(number =>
        Math.round(Number(number) * 10),
      )
      expect(parts).toHaveLength(4)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole)
    }),
  )
})
