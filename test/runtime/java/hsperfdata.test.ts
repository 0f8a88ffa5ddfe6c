import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean } from '../../../src/model/text.ts'
import { heapOf } from '../../../src/runtime/java/heap.ts'
import { type PerfData, parseHsperfdata } from '../../../src/runtime/java/hsperfdata.ts'

const recorded = (): Buffer => readFileSync('test/fixtures/hsperfdata/17-G1')

function parsed(file: Buffer): PerfData {
  const counters = parseHsperfdata(file)
  if (typeof counters === 'string') throw new Error(counters)
  return counters
}

/** Where the entry of a counter begins. */
function entryOf(file: Buffer, name: string): number {
  const nameAt = file.indexOf(`${name}\0`)
  for (let at = file.readInt32LE(24); at < file.length; at += file.readInt32LE(at)) {
    if (at + file.readInt32LE(at + 4) === nameAt) return at
  }
  throw new Error(`no ${name}`)
}

/** The recorded file, changed. */
function changed(change: (file: Buffer) => void): Buffer {
  const file = recorded()
  change(file)
  return file
}

/** The same file as a JVM of the other byte order would have written it. */
function turned(file: Buffer): Buffer {
  const ints = [8, 12, 24, 28]
  const longs = [16]
  for (let at = file.readInt32LE(24), i = file.readInt32LE(28); i > 0; i--) {
    ints.push(at, at + 4, at + 8, at + 16)
    if (file.readInt32LE(at + 8) === 0) longs.push(at + file.readInt32LE(at + 16))
    at += file.readInt32LE(at)
  }
  const other = Buffer.from(file)
  for (const at of ints) other.subarray(at, at + 4).swap32()
  for (const at of longs) other.subarray(at, at + 8).swap64()
  other[4] = 0
  return other
}

describe('the counters of a JVM', () => {
  it('are all there, with their kinds', () => {
    const counters = parsed(recorded())
    expect(counters.size).toBe(recorded().readInt32LE(28))
    expect(counters.get('java.property.java.version')).toEqual({
      value: '17.0.15',
      unit: 'string',
      variability: 'constant',
    })
    expect(counters.get('sun.os.hrt.frequency')).toEqual({ value: 1e9, unit: 'hertz', variability: 'constant' })
    expect(counters.get('sun.rt.javaCommand')?.value).toBe('Heap')
    expect(counters.get('sun.gc.collector.1.invocations')).toEqual({
      value: 2,
      unit: 'events',
      variability: 'monotonic',
    })
    expect(counters.get('sun.gc.collector.1.time')?.unit).toBe('ticks')
    expect(counters.get('sun.gc.metaspace.used')).toMatchObject({ unit: 'bytes', variability: 'variable' })
  })

  it('are the same in the other byte order', () => {
    expect(parsed(turned(recorded()))).toEqual(parsed(recorded()))
  })

  it('are not read of a file that is no such one, is of an old version, or is not filled yet', () => {
    expect(parseHsperfdata(Buffer.alloc(0))).toBe('damaged')
    expect(parseHsperfdata(recorded().subarray(0, 31))).toBe('damaged')
    expect(parseHsperfdata(changed(file => file.fill(0, 0, 4)))).toBe('damaged')
    expect(parseHsperfdata(changed(file => file.fill(2, 4, 5)))).toBe('damaged')
    expect(parseHsperfdata(changed(file => file.fill(1, 5, 6)))).toBe('other-version')
    expect(parseHsperfdata(changed(file => file.fill(0, 7, 8)))).toBe('starting')
  })

  it.each([
    ['more is used than there is', 8, 1 << 20],
    ['nothing is used', 8, 0],
    ['less than nothing is used', 8, -1],
    ['the first entry is within the head', 24, 0],
    ['the first entry is before the file', 24, -40],
    ['the first entry is behind the end', 24, 1 << 30],
    ['there are more entries than fit', 28, 10_000],
    ['there are more entries than anybody has', 28, 2 ** 31 - 1],
    ['there are less than none', 28, -1],
  ])('are refused where %s', (_, at, value) => {
    expect(parseHsperfdata(changed(file => file.writeInt32LE(value, at)))).toBe('damaged')
  })

  it.each([
    ['has no length', 0, 0],
    ['goes back', 0, -8],
    ['goes beyond the end', 0, 2 ** 31 - 1],
    ['has its name within its head', 4, 4],
    ['has its name before it', 4, -4],
    ['has its name behind it', 4, 4096],
    ['is of less than no elements', 8, -1],
    ['is of more elements than fit', 8, 2 ** 31 - 1],
    ['has its value within its head', 16, 8],
    ['has its value before it', 16, -8],
    ['has its value behind it', 16, 4096],
  ])('are refused where an entry %s', (_, offset, value) => {
    const spoilt = changed(file => file.writeInt32LE(value, entryOf(file, 'sun.rt.javaCommand') + offset))
    expect(parseHsperfdata(spoilt)).toBe('damaged')
  })

  it('are told without those of an unknown kind', () => {
    const spoilt = changed(file => file.write('D', entryOf(file, 'sun.os.hrt.frequency') + 12, 'latin1'))
    const { size } = parsed(recorded())
    expect(parsed(spoilt).size).toBe(size - 1)
    expect(parsed(spoilt).has('sun.os.hrt.frequency')).toBe(false)
  })

  it('have texts that are safe to draw', () => {
    const escaping = changed(file => {
      const entry = entryOf(file, 'java.property.java.vm.name')
      file.write('\x1b[2J\n', entry + file.readInt32LE(entry + 16), 'latin1')
    })
    expect(parsed(escaping).get('java.property.java.vm.name')?.value).toBe('␛[2J␊DK 64-Bit Server VM')
  })

  it('come to an end and are clean, whatever stands in the file', () => {
    const original = recorded()
    const places = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 })
    const words = fc.array(fc.tuple(fc.nat(original.length - 4), fc.integer()), { maxLength: 10 })
    const length = fc.nat(original.length)
    fc.assert(
      fc.property(places, words, fc.boolean(), length, (bytes, ints, isCut, end) => {
        const file = Buffer.from(original)
        for (const [at, value] of bytes) file[at] = value
        for (const [at, value] of ints) file.writeInt32LE(value, at)
        const counters = parseHsperfdata(isCut ? file.subarray(0, end) : file)
        if (typeof counters === 'string') return
        expect(counters.size).toBeLessThanOrEqual(file.length / 20)
        for (const [name, { value }] of counters) {
          expect(clean(name)).toBe(name)
          if (typeof value === 'string') expect(clean(value)).toBe(value)
        }
        for (const space of heapOf(counters).spaces) {
          expect(space.usedBytes ?? 0).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
