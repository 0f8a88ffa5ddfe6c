import { expect, it } from 'vitest'
import { parseBlockDelay } from '../../src/procfs/pid-stat-delay.ts'
import { procText } from '../support/fixtures.ts'

/** The line of a process with another number of ticks. */
function lineWith(ticks: string): string {
  const line = procText('linux-6.18/380/stat')
  const head = line.slice(0, line.lastIndexOf(')') + 2)
  const fields = line.slice(head.length).split(' ')
  fields[39] = ticks
  return head + fields.join(' ')
}

it('the wait for block I/O is the 42nd field, in hundredths of a second, whatever the name holds', () => {
  expect(parseBlockDelay(lineWith('1234'))).toBe(12.34)
})

it('where nothing was counted it is unknown: mostly the kernel was not told to', () => {
  expect(parseBlockDelay(procText('linux-6.18/380/stat'))).toBeUndefined()
  expect(parseBlockDelay('380 (a) R 1 1')).toBeUndefined()
  expect(parseBlockDelay('')).toBeUndefined()
  expect(parseBlockDelay(lineWith('x'))).toBeUndefined()
})
