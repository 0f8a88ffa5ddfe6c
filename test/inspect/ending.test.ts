import { expect, it } from 'vitest'
import { endingText } from '../../src/inspect/ending.ts'

it.each([
  [3 << 8, 'with exit code 3'],
  [255 << 8, 'with exit code 255'],
  [9, 'by SIGKILL'],
  [15, 'by SIGTERM'],
  [11 | 0x80, 'by SIGSEGV, and left a core dump'],
  // One that the C library keeps for itself.
  [32, 'by signal 32'],
])('the status %d means that it ended %s', (status, text) => {
  expect(endingText(status)).toBe(text)
})
