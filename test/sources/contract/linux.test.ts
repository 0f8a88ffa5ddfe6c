import { describe } from 'vitest'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { contractOf } from './contract.ts'
import { sourceNamed } from './sources.ts'

describe.each([
  ['by schedules', 'linux'],
  ['by clocks', 'clocks'],
])('%s', (_, name) => {
  contractOf('Linux', () => sourceNamed(name, ''), {
    opened: [name, ''],
    openMissing: () => linuxSource({ procfs: '/proc/nonexistent' }),
  })
})
