/** Parts of files that are told by name, and texts that are looked for in them: of programs that are compiled here. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inBlocks } from '../../../src/sources/linux/binaries/blocks.ts'
import { hasAnyName, readDynamic } from '../../../src/sources/linux/binaries/dynamic.ts'
import { type ReadAt, readElf } from '../../../src/sources/linux/binaries/elf.ts'
import { searchText } from '../../../src/sources/linux/binaries/search.ts'
import { readSections } from '../../../src/sources/linux/binaries/sections.ts'

let folder: string
let program: Buffer

function compiled(name: string, source: string, ...options: readonly string[]): string {
  const [file, text] = [join(folder, name), join(folder, `${name}.c`)]
  writeFileSync(text, source)
  execFileSync('cc', ['-o', file, text, ...options])
  return file
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-parts-'))
  const library = compiled(
    'libone.so.7',
    'int one(void) { return 1; }\n',
    '-shared',
    '-fPIC',
    '-Wl,-soname,libone.so.7',
  )
  const source = 'int one(void);\nconst char text[] = "what/1.2.3";\nint main(void) { return one() + text[0]; }\n'
  program = readFileSync(compiled('program', source, library, `-Wl,-rpath,${folder}`))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function reading(bytes: Buffer): { readonly readAt: ReadAt; readonly asked: [offset: number, length: number][] } {
  const asked: [number, number][] = []
  const readAt: ReadAt = (offset, length) => {
    asked.push([offset, length])
    return Promise.resolve(bytes.subarray(offset, offset + length))
  }
  return { readAt, asked }
}

describe('sections', () => {
  it('are those that readelf(1) tells', async () => {
    const sections = await readSections(reading(program).readAt)
    const lines = execFileSync('readelf', ['-SW', join(folder, 'program')], { encoding: 'utf8' })
    const told = [...lines.matchAll(/\] (\.\S+) +(\w+) +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+)/g)].filter(
      ([, , type]) => type !== 'NOBITS',
    )
    expect(told.length).toBeGreaterThan(15)
    const expected = told.map(([, name = '', , offset = '', bytes = '']) => [
      name,
      { offset: Number.parseInt(offset, 16), bytes: Number.parseInt(bytes, 16) },
    ])
    expect(Object.fromEntries(sections)).toEqual(Object.fromEntries(expected))
  })

  it.each([
    ['without them', (bytes: Buffer) => bytes.fill(0, 40, 48).fill(0, 58, 64)],
    ['whose table is cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['whose names are in no section', (bytes: Buffer) => void bytes.writeUInt16LE(999, 62)],
    ['with entries of another size', (bytes: Buffer) => void bytes.writeUInt16LE(40, 58)],
    ['that says it is far away', (bytes: Buffer) => void bytes.fill(0xff, 40, 48)],
    ['of a few bytes', (bytes: Buffer) => bytes.subarray(0, 20)],
  ])('of a file %s are none', async (_, spoil) => {
    const copy = Buffer.from(program)
    expect(await readSections(reading(spoil(copy) ?? copy).readAt)).toEqual(new Map())
  })
})

describe('what a program asks the loader for', () => {
  it('is libraries, and what it takes of them', async () => {
    const { readAt } = reading(program)
    const elf = await readElf(readAt)
    const dynamic = elf && (await readDynamic(readAt, elf))
    if (dynamic === undefined) throw new Error('no dynamic program')
    expect(dynamic).toMatchObject({ isHashed: true, libraries: ['libone.so.7', 'libc.so.6'] })
    expect(await hasAnyName(readAt, dynamic, ['two', 'one'])).toBe(true)
    expect(await hasAnyName(readAt, dynamic, ['two', 'on', 'ne', ''])).toBe(false)
  })

  it('is nothing where it is linked with all that it needs', async () => {
    const { readAt } = reading(readFileSync(compiled('alone', 'int main(void) { return 0; }\n', '-static')))
    const elf = await readElf(readAt)
    if (elf === undefined) throw new Error('no program')
    expect(await readDynamic(readAt, elf)).toBeUndefined()
  })

  it('is as little as can be read of one that is spoilt, at each byte', async () => {
    const elf = await readElf(reading(program).readAt)
    const at = elf?.segments.find(({ type }) => type === 2)
    if (elf === undefined || at === undefined) throw new Error('no dynamic program')
    for (let byte = at.offset; byte < at.offset + 128; byte++) {
      for (const value of [0, 0xff]) {
        const copy = Buffer.from(program)
        copy[byte] = value
        const { libraries } = (await readDynamic(reading(copy).readAt, elf)) ?? { libraries: [] }
        expect(libraries.length).toBeLessThan(30)
      }
    }
  })
})

describe('a text', () => {
  const VERSION = /^what\/(\d+\.\d+\.\d+)/

  it('is found among those of a program', async () => {
    const { readAt } = reading(program)
    const texts = (await readSections(readAt)).get('.rodata')
    if (texts === undefined) throw new Error('no texts')
    expect(await searchText(readAt, texts, 'what/', VERSION)).toBe('1.2.3')
    expect(await searchText(readAt, texts, 'what/', /^what\/(7)/)).toBeUndefined()
    expect(await searchText(readAt, { ...texts, bytes: 4 }, 'what/', VERSION)).toBeUndefined()
  })

  it('is found whole wherever it stands, in pieces that a key need not wait for', async () => {
    const bytes = 700 * 1024
    for (const at of [0, 1, 262_060, 262_079, 262_080, 262_081, 262_100, 262_143, 262_144, bytes - 14]) {
      const { readAt, asked } = reading(Buffer.alloc(bytes, 'what/ '))
      const { readAt: all } = reading(Buffer.alloc(bytes))
      expect(await searchText(all, { offset: 0, bytes }, 'what/', VERSION), `${at}`).toBeUndefined()
      const text = Buffer.alloc(bytes, 'what/ ')
      text.write('what/12.34.567', at)
      const whole = reading(text)
      expect(await searchText(whole.readAt, { offset: 0, bytes }, 'what/', VERSION), `${at}`).toBe('12.34.567')
      expect(Math.max(...whole.asked.map(([, length]) => length))).toBeLessThanOrEqual(256 * 1024)
      expect(await searchText(readAt, { offset: 0, bytes }, 'what/', VERSION)).toBeUndefined()
      expect(asked).toHaveLength(3)
    }
  })

  it('ends where the file cannot be read', async () => {
    const readAt: ReadAt = () => Promise.resolve(undefined)
    expect(await searchText(readAt, { offset: 0, bytes: 1e9 }, 'what/', VERSION)).toBeUndefined()
  })
})

describe('a file in blocks', () => {
  it('is the same file, of which each block is read once', async () => {
    const bytes = Buffer.from(Array.from({ length: 50_001 }, (_, i) => i % 251))
    const { readAt, asked } = reading(bytes)
    const blocks = inBlocks(readAt)
    for (const [offset, length] of [
      [0, 64],
      [8191, 2],
      [8190, 16_400],
      [49_999, 10],
      [50_001, 4],
      [60_000, 1],
      [3, 0],
    ] as const)
      expect(await blocks(offset, length)).toEqual(bytes.subarray(offset, offset + length))
    expect(new Set(asked.map(([offset]) => offset)).size).toBe(asked.length)
    expect(await blocks(0, 50_001)).toEqual(bytes)
    expect(asked.at(-1)).toEqual([0, 50_001])
  })

  it('is unknown where it cannot be read', async () => {
    expect(await inBlocks(() => Promise.resolve(undefined))(0, 8)).toBeUndefined()
  })
})
