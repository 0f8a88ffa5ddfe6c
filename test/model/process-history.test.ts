import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { IoCounters, ProcessRecord } from '../../src/model/process.ts'
import { ProcessHistory, rangeOf } from '../../src/model/process-history.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { firstRow, recordOf, snapshotOf, statLine } from '../support/memory-files.ts'

const io = (readBytes: number, writeBytes: number): IoCounters => ({
  readChars: 0,
  writeChars: 0,
  readCalls: 0,
  writeCalls: 0,
  readBytes,
  writeBytes,
  cancelledWriteBytes: 0,
})

/** A process that is looked at at these seconds; it uses a tenth of a core and reads 1000 bytes a second. */
function watched(seconds: readonly number[], everyMs = 1000, withIo = true): ProcessHistory {
  const history = new ProcessHistory()
  let before: Snapshot | undefined
  for (const second of seconds) {
    const record: ProcessRecord = {
      ...recordOf(statLine()),
      userMs: 1000 + second * 100,
      rssBytes: 4096 * (100 + second),
      seenAtMs: second * 1000,
    }
    const { sample } = snapshotOf(record)
    const host = { ...sample.host, uptimeSec: 100 + second }
    const snapshot = derive(before, { ...sample, host, monotonicMs: second * 1000 })
    before = snapshot
    const reading = { atMs: second * 1000, value: io(1000 * second, 0) }
    history.push(snapshot, firstRow(snapshot), withIo ? reading : undefined, everyMs)
  }
  return history
}

const all = (series: { readonly length: number; last(count: number): unknown[] }) => series.last(series.length)

describe('ProcessHistory', () => {
  it('has a point a sample, from the first that has an interval', () => {
    const history = watched([0, 1, 2, 3])
    expect(all(history.cpuPct).map(pct => Math.round(Number(pct)))).toEqual([10, 10, 10])
    expect(all(history.rssBytes)).toEqual([101, 102, 103].map(pages => pages * 4096))
    expect(all(history.readBytesPerSec)).toEqual([1000, 1000, 1000])
    expect(all(history.writeBytesPerSec)).toEqual([0, 0, 0])
  })

  it('has a gap where nobody looked', () => {
    const history = watched([0, 1, 2, 60, 61])
    const gap = [undefined, undefined, undefined]
    expect(all(history.rssBytes)).toEqual([101 * 4096, 102 * 4096, ...gap, 161 * 4096])
    expect(all(history.readBytesPerSec)).toEqual([1000, 1000, ...gap, 1000])
    // Where that is how often was wanted, it is none.
    expect(all(watched([0, 60, 120], 60_000).rssBytes)).toEqual([160 * 4096, 220 * 4096])
  })

  it('does not know what it is not told', () => {
    expect(all(watched([0, 1, 2], 1000, false).readBytesPerSec)).toEqual([undefined, undefined])
  })
})

describe('rangeOf', () => {
  it('is of what is known', () => {
    expect(rangeOf([3, undefined, 1, 2])).toEqual({ least: 1, most: 3 })
    expect(rangeOf([undefined])).toBeUndefined()
  })
})
