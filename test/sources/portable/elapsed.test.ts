import { expect, it } from 'vitest'
import { parseElapsed } from '../../../src/sources/portable/elapsed.ts'

it.each([
  ['00:07', 7],
  ['03:12', 192],
  ['01:03:12', 3792],
  ['12-01:03:12', 12 * 86_400 + 3792],
  ['1000-00:00:00', 86_400_000],
  // macOS pads nothing that it need not.
  ['1:03:12', 3792],
])('%s', (text, seconds) => expect(parseElapsed(text)).toBe(seconds))

it.each(['', '-', '12', ':12', '1-12:00', '1:2:3:4', 'ELAPSED', '-1:00'])('%j is no such time', text => {
  expect(parseElapsed(text)).toBeUndefined()
})
