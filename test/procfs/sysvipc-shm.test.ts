import { expect, it } from 'vitest'
import { parseSysvShm } from '../../src/procfs/sysvipc-shm.ts'
import { procText } from '../support/fixtures.ts'

const TEXT = procText('linux-6.18/sysvipc/shm')

it('has a segment a line', () => {
  expect(parseSysvShm(TEXT)).toEqual([
    { id: 0, key: 0, sizeBytes: 1_048_576, makerPid: 330, lastPid: 330, attached: 1 },
  ])
})

it('has keys that are negative', () => {
  expect(parseSysvShm(`title\n-428626120 3 644 4096 17686 0 0 0 0\n`)).toMatchObject([{ id: 3, key: -428_626_120 }])
})

it('leaves out a line that was cut off', () => {
  expect(parseSysvShm(`title\n428626120 3 644 4096 17686 0 1`)).toEqual([])
  expect(parseSysvShm(`title\n428626120 3 644 4096 17686\n`)).toEqual([])
  expect(parseSysvShm('')).toEqual([])
})
