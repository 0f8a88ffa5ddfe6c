import { expect, it } from 'vitest'
import { descriptorsForTimes, Wear } from '../../../src/sources/portable/child/wear.ts'

const START = { wallMs: 1_000_000, monotonicMs: 0 }
const later = (wallMs: number, monotonicMs: number) => ({ wallMs: START.wallMs + wallMs, monotonicMs })

it('is seen where the wall clock was set back, for the libraries keep by it what they know', () => {
  const wear = new Wear(START, () => 0)
  expect(wear.isWorn(later(60_000, 60_000), 0)).toBe(false)
  expect(wear.isWorn(later(3_600_000, 60_000), 0), 'forward, or a sleep').toBe(false)
  expect(wear.isWorn(later(60_000 - 2_000, 60_000), 0)).toBe(true)
})

it('is seen where more descriptors are open than anybody has use for', () => {
  let open = 200
  const wear = new Wear(START, () => open)
  expect(wear.isWorn(later(0, 0), 100)).toBe(false)
  open = 300
  expect(wear.isWorn(later(0, 0), 100)).toBe(true)
  expect(new Wear(START, () => undefined).isWorn(later(0, 0), 0)).toBe(false)
})

it('leaves pidusage fewer descriptors than may be open', () => {
  expect(descriptorsForTimes()).toBeGreaterThan(0)
  expect(new Wear(START).isWorn(later(0, 0), 0), 'this process has few open').toBe(false)
})
