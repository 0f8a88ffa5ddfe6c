import { describe, expect, it } from 'vitest'
import { parseDiskstats } from '../../src/procfs/diskstats.ts'
import { procText } from '../support/fixtures.ts'

const isDisk = (device: string) => /^(vda|sda|nvme0n1|dm-0)$/.test(device)

describe('/proc/diskstats', () => {
  it('reads the newest shape with its twenty columns', () => {
    const devices = parseDiskstats(procText('linux-6.18/diskstats'), isDisk)
    expect(devices.map(({ device }) => device)).toContain('zram0')
    const text = ' 254 0 vda 28540 8850 1746178 9847 2366 12932 1043768 4591 2 5816 14831 3200 51 74280 379 163 13\n'
    expect(parseDiskstats(text, isDisk)).toEqual([
      {
        device: 'vda',
        major: 254,
        minor: 0,
        wholeDisk: true,
        reads: 28_540,
        readBytes: 1_746_178 * 512,
        readMs: 9847,
        writes: 2366,
        writeBytes: 1_043_768 * 512,
        writeMs: 4591,
        inFlight: 2,
        busyMs: 5816,
        weightedMs: 14_831,
      },
    ])
  })

  it('reads the fourteen columns of old kernels and tells disks from partitions', () => {
    const devices = parseDiskstats(procText('linux-3.10/diskstats'), isDisk)
    expect(devices.map(({ device, wholeDisk }) => [device, wholeDisk])).toEqual([
      ['sda', true],
      ['sda1', false],
      ['sda2', false],
      ['sr0', false],
      ['nvme0n1', true],
    ])
    expect(devices[0]?.inFlight).toBe(3)
  })

  it('leaves out a line that was cut off before its last counter', () => {
    expect(parseDiskstats(' 8 0 sda 1 2 3 4 5 6 7 8 9 10 ', isDisk)).toEqual([])
    expect(parseDiskstats(' 8 0 sda 1 2 3 4 5 6 7 8 -9 10 11\n', isDisk)).toEqual([])
    expect(parseDiskstats(' 8 0 sda 1 2 3 4 5 6 7 8 9 10 11', isDisk)).toHaveLength(1)
  })

  it('leaves out the short lines of partitions before 2.6.25, and what was cut off', () => {
    expect(parseDiskstats('   8    1 sda1 35486 38030 38030 38030\n 8 0 sda 1 2 3\n', isDisk)).toEqual([])
  })
})
