import { expect, it } from 'vitest'
import { hasEnded } from '../../src/control/target.ts'

it('a zombie has ended, but for one whose other threads run on; where nobody tells how many there are it has', () => {
  expect(hasEnded({ state: 'Z', threads: 1 })).toBe(true)
  expect(hasEnded({ state: 'Z', threads: undefined })).toBe(true)
  expect(hasEnded({ state: 'Z', threads: 3 })).toBe(false)
  expect(hasEnded({ state: 'S', threads: 1 })).toBe(false)
  expect(hasEnded({ state: undefined, threads: undefined }), 'of a state that is not told').toBe(false)
})
