import { linuxSource } from '../../../src/sources/linux/source.ts'
import { contractOf } from './contract.ts'

contractOf('Linux', linuxSource, {
  opened: ['linux', ''],
  openMissing: () => linuxSource({ procfs: '/proc/nonexistent' }),
})
