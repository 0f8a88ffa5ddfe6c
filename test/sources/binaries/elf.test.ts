import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MappedRange } from '../../../src/procfs/mapping.ts'
import { eachOfMaps } from '../../../src/procfs/pid-maps.ts'
import {
  type Elf,
  fileOffset,
  findSymbols,
  loadBias,
  type ReadAt,
  readElf,
} from '../../../src/sources/linux/binaries/elf.ts'

/** Symbols enough that buckets hold several; one that is not defined, and data of a known size. */
const SOURCE = `
#include <stdio.h>
${Array.from({ length: 300 }, (_, i) => `int exported_${i}(void) { return puts("${i}"); }`).join('\n')}
char table[1234] = {1};
const unsigned long Number = 0x030b07f0;
static int hidden(void) { return 1; }
int (*pointer)(void) = hidden;
`
const NAMES = ['exported_0', 'exported_17', 'exported_299', 'table', 'Number']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-elf-'))
  writeFileSync(join(folder, 'source.c'), SOURCE)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function compiled(style: string, ...options: readonly string[]): Buffer {
  const file = join(folder, `${style}.so`)
  const args = ['-shared', '-fPIC', `-Wl,--hash-style=${style}`, ...options, '-o', file, join(folder, 'source.c')]
  execFileSync('cc', args)
  return readFileSync(file)
}

/** Of bytes in memory; counts what is asked for. */
function reading(bytes: Buffer): { readonly readAt: ReadAt; readonly asked: number[] } {
  const asked: number[] = []
  const readAt: ReadAt = (offset, length) => {
    asked.push(length)
    return Promise.resolve(bytes.subarray(offset, offset + length))
  }
  return { readAt, asked }
}

async function elfOf(bytes: Buffer): Promise<Elf> {
  const elf = await readElf(reading(bytes).readAt)
  if (elf === undefined) throw new Error('no ELF file')
  return elf
}

/** Address and size of what a file exports, by nm(1). */
function byNm(file: string): Map<string, { address: number; bytes: number }> {
  const lines = execFileSync('nm', ['-D', '-S', '--defined-only', file], { encoding: 'utf8' }).split('\n')
  const symbols = lines.flatMap(line => {
    const [address = '', size = '', type = '', name = ''] = line.split(' ')
    // Of several versions of a name one would have to be chosen; a size of nothing is left out.
    if (!/^[TDBR]$/.test(type) || name.includes('@')) return []
    return [[name, { address: Number.parseInt(address, 16), bytes: Number.parseInt(size, 16) }] as const]
  })
  return new Map(symbols)
}

describe('an ELF file', () => {
  it.each(['gnu', 'sysv', 'both'])('tells what it exports, as nm(1) has it: hash tables of style %s', async style => {
    const bytes = compiled(style)
    const { readAt, asked } = reading(bytes)
    const elf = await readElf(readAt)
    if (elf === undefined) throw new Error('no ELF file')
    const expected = byNm(join(folder, `${style}.so`))
    expect(expected.size).toBeGreaterThan(300)
    const found = await findSymbols(readAt, elf, [...expected.keys()])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
    expect(await findSymbols(readAt, elf, ['puts', 'hidden', 'exported_300', '', 'exported_1\0'])).toEqual(new Map())
    expect(Math.max(...asked)).toBeLessThan(2048)
  })

  it('is understood without its section headers', async () => {
    const bytes = Buffer.from(compiled('gnu'))
    // Where they are, how many there are, and which holds their names.
    bytes.fill(0, 40, 48)
    bytes.fill(0, 60, 64)
    expect([...(await findSymbols(reading(bytes).readAt, await elfOf(bytes), NAMES)).keys()]).toEqual(NAMES)
  })

  it('says where in it memory comes from', async () => {
    const bytes = compiled('gnu')
    const elf = await elfOf(bytes)
    const symbols = await findSymbols(reading(bytes).readAt, elf, ['Number', 'table'])
    const at = fileOffset(elf, symbols.get('Number')?.address ?? 0, 8) ?? 0
    expect(bytes.readUInt32LE(at)).toBe(0x030b07f0)
    expect(fileOffset(elf, 1 << 30, 8)).toBeUndefined()
  })

  it('is for one of two machines', async () => {
    const bytes = Buffer.from(compiled('gnu'))
    const own = bytes.readUInt16LE(18)
    expect((await elfOf(bytes)).machine).toBe(process.arch === 'arm64' ? 'aarch64' : 'x86-64')
    bytes.writeUInt16LE(own === 62 ? 183 : 62, 18)
    expect((await elfOf(bytes)).machine).toBe(own === 62 ? 'aarch64' : 'x86-64')
    for (const [at, value] of [
      [18, 40],
      [4, 1],
      [5, 2],
      [0, 0],
    ] as const) {
      const other = Buffer.from(bytes)
      other.writeUInt8(value, at)
      expect(await readElf(reading(other).readAt)).toBeUndefined()
    }
    expect(await readElf(reading(Buffer.from('#!/bin/sh\n')).readAt)).toBeUndefined()
    expect(await readElf(() => Promise.resolve(undefined))).toBeUndefined()
  })

  it('of a running program is found where it is loaded', async () => {
    const maps = [...eachOfMaps(readFileSync('/proc/self/maps'))]
    const paths = new Set(maps.filter(({ inode }) => inode !== 0).map(({ path }) => path))
    let looked = 0
    for (const path of paths) {
      if (!/\.so/.test(path) || !existsSync(path)) continue
      const mappings = maps.filter(mapping => mapping.path === path)
      const bytes = readFileSync(path)
      const elf = await readElf(reading(bytes).readAt)
      if (elf === undefined) continue
      const first = mappings.find(({ offset }) => offset === 0)
      expect(loadBias(elf, mappings), path).toBe(Number.parseInt(first?.start ?? '', 16))
      looked++
    }
    expect(looked).toBeGreaterThan(2)
  })

  it('that is not mapped as code is loaded nowhere', async () => {
    const mapping: MappedRange = {
      ...{ start: '7f0000000000', end: '7f0000001000', permissions: 'r--p', offset: 0, device: '08:01', inode: 7 },
      ...{ path: '/x', kind: 'file', sizeBytes: 4096 },
    }
    expect(loadBias(await elfOf(compiled('gnu')), [mapping])).toBeUndefined()
  })
})

describe('an ELF file that is broken', () => {
  const damage = fc.array(
    fc.record({
      // Mostly where the tables are.
      at: fc.oneof(fc.nat(4096), fc.nat(0xffff)),
      value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0xff), fc.nat(255)),
      run: fc.integer({ min: 1, max: 16 }),
    }),
    { minLength: 1, maxLength: 24 },
  )

  it.each(['gnu', 'sysv'])('neither fails nor is read for ever: hash tables of style %s', async style => {
    const sound = compiled(style)
    await fc.assert(
      fc.asyncProperty(damage, fc.double({ min: 0, max: 1, noNaN: true }), async (wounds, cut) => {
        const bytes = Buffer.from(sound.subarray(0, cut < 0.2 ? Math.floor(sound.length * cut * 5) : undefined))
        for (const { at, value, run } of wounds)
          bytes.fill(value, Math.min(at, bytes.length), Math.min(at + run, bytes.length))
        const { readAt, asked } = reading(bytes)
        const elf = await readElf(readAt)
        const found = elf === undefined ? new Map() : await findSymbols(readAt, elf, NAMES)
        for (const { address, bytes: size } of found.values()) {
          expect(Number.isSafeInteger(address) && Number.isSafeInteger(size)).toBe(true)
        }
        expect(asked.length).toBeLessThan(NAMES.length * 4 * 256 + 16)
        for (const length of asked) expect(length).toBeLessThanOrEqual(64 * 1024)
      }),
      { numRuns: 2_000 },
    )
  })

  it('with a chain of symbols in a circle ends the search', async () => {
    const bytes = Buffer.from(compiled('sysv'))
    const elf = await elfOf(bytes)
    const section = execFileSync('readelf', ['-SW', join(folder, 'sysv.so')], { encoding: 'utf8' })
    const at = Number.parseInt(/\.hash +HASH +[0-9a-f]+ ([0-9a-f]+)/.exec(section)?.[1] ?? '', 16)
    const buckets = bytes.readUInt32LE(at)
    const symbols = bytes.readUInt32LE(at + 4)
    // Every bucket begins with the first symbol, and its next one is itself.
    for (let i = 0; i < buckets; i++) bytes.writeUInt32LE(1, at + 8 + i * 4)
    for (let i = 0; i < symbols; i++) bytes.writeUInt32LE(1, at + 8 + (buckets + i) * 4)
    const { readAt, asked } = reading(bytes)
    expect(await findSymbols(readAt, elf, ['exported_17'])).toEqual(new Map())
    expect(asked.length).toBeLessThan(1_100)
  })
})
