/** The machine's small files, a line or two each. */
import { describe, expect, it } from 'vitest'
import { parseAuxv } from '../../src/procfs/auxv.ts'
import { parseLoadavg } from '../../src/procfs/loadavg.ts'
import { parsePressure } from '../../src/procfs/pressure.ts'
import { parseUptime } from '../../src/procfs/uptime.ts'
import { procFile, procText } from '../support/fixtures.ts'

describe('/proc/loadavg', () => {
  it('reads loads, tasks and the newest pid', () => {
    expect(parseLoadavg(procText('linux-3.10/loadavg'))).toEqual({
      one: 2.71,
      five: 1.41,
      fifteen: 0.57,
      runnable: 3,
      threads: 412,
      lastPid: 31_999,
    })
  })

  it('is unknown when cut off', () => {
    for (const text of ['', '0.12 0.55', '0.12 0.55 0.48 2', '0.12 0.55 0.48 2/312']) {
      expect(parseLoadavg(text), text).toBeUndefined()
    }
  })
})

describe('/proc/uptime', () => {
  it('reads seconds', () => {
    expect(parseUptime(procText('linux-6.18/uptime'))).toEqual({ uptimeSec: 2039.32, idleSec: 3611.41 })
    expect(parseUptime('')).toBeUndefined()
    expect(parseUptime('12.3')).toBeUndefined()
    expect(parseUptime('12.3 4.')).toBeUndefined()
    expect(parseUptime('12.3 -4.5')).toBeUndefined()
  })
})

describe('/proc/pressure', () => {
  it('reads some and full', () => {
    const text =
      'some avg10=0.17 avg60=9.09 avg300=100.00 total=3645140\nfull avg10=0.09 avg60=0.06 avg300=0.12 total=17\n'
    expect(parsePressure(text)).toEqual({
      some: { avg10: 0.17, avg60: 9.09, avg300: 100, totalUs: 3_645_140 },
      full: { avg10: 0.09, avg60: 0.06, avg300: 0.12, totalUs: 17 },
    })
    expect(parsePressure(procText('linux-6.18/pressure/cpu'))?.some.totalUs).toBeGreaterThan(0)
  })

  it('has no full where the kernel prints none', () => {
    const some = { avg10: 0, avg60: 0, avg300: 0, totalUs: 5 }
    expect(parsePressure('some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n')).toStrictEqual({ some })
  })

  it('is unknown otherwise', () => {
    expect(parsePressure('')).toBeUndefined()
    expect(parsePressure('some avg10=0.00 avg60')).toBeUndefined()
  })
})

describe('/proc/self/auxv', () => {
  const pairs = [
    [33, 0x7fff_1234],
    [16, 0xbfeb_fbff],
    [6, 65_536],
    [17, 250],
    [0, 0],
  ]
  const words = (write: (bytes: Buffer, value: number) => void, size: number) =>
    Buffer.concat(
      pairs.flat().map(value => {
        const bytes = Buffer.alloc(size)
        write(bytes, value)
        return bytes
      }),
    )

  it('reads the recorded one', () => {
    expect(parseAuxv(procFile('linux-6.18/self/auxv'))).toEqual({ pageBytes: 4096, tickMs: 10 })
  })

  it.each([
    ['64 bits, little endian', words((bytes, value) => bytes.writeBigUInt64LE(BigInt(value)), 8)],
    ['32 bits, little endian', words((bytes, value) => bytes.writeUInt32LE(value), 4)],
    ['64 bits, big endian', words((bytes, value) => bytes.writeBigUInt64BE(BigInt(value)), 8)],
    ['32 bits, big endian', words((bytes, value) => bytes.writeUInt32BE(value), 4)],
  ])('reads %s', (_, bytes) => {
    expect(parseAuxv(bytes)).toEqual({ pageBytes: 65_536, tickMs: 4 })
  })

  it('says nothing about nonsense', () => {
    expect(parseAuxv(Buffer.alloc(0))).toEqual({})
    expect(parseAuxv(Buffer.alloc(64))).toEqual({})
    expect(parseAuxv(Buffer.alloc(64, 0xff))).toEqual({})
  })
})
