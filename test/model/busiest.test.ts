import { expect, test } from 'vitest'
import { busiest } from '../../src/model/busiest.ts'
import { processId } from '../../src/model/process.ts'
import { record } from '../export/moments.ts'

test('who has run comes in the order of what they used since', () => {
  const [idle, little, much, gone] = [record(1), record(2), record(4), record(3)]
  const reused = { ...record(5), id: processId(5, 1), userMs: 900 }
  const now = [
    idle,
    { ...little, userMs: (little.userMs ?? 0) + 10 },
    { ...much, userMs: (much.userMs ?? 0) + 20, systemMs: (much.systemMs ?? 0) + 40 },
    // Begun since, and with the pid of another: all that they used is new.
    record(5, { userMs: 30, systemMs: 0 }),
    record(6, { userMs: 50, systemMs: 0 }),
    // Nothing used, though something changed.
    { ...record(7), nice: 5 },
  ]
  const before = [idle, little, gone, much, reused, record(7)]
  expect(busiest(before, now).map(({ pid }) => pid)).toEqual([4, 6, 5, 2])
  expect(busiest([], now.slice(0, 1)).map(({ pid }) => pid)).toEqual([1])
  expect(busiest(before, [])).toEqual([])
})
