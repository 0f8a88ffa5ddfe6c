import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Misfit } from '../../src/export/checked.ts'
import { readMemorySnapshot, writeMemorySnapshot } from '../../src/export/memory-snapshot-file.ts'
import { parseMemorySnapshot } from '../../src/export/memory-snapshot-parse.ts'
import { memorySnapshotSchema, memorySnapshotText } from '../../src/export/memory-snapshot-shape.ts'
import type { MemorySnapshot } from '../../src/inspect/memory-snapshot.ts'
import { anyMappings, memorySnapshotOf } from '../support/address-space.ts'

const folder = mkdtempSync(join(tmpdir(), 'ntop-snapshot-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SOME = memorySnapshotOf([
  { at: 10, pages: 30, path: '[heap]' },
  { at: 200, pages: 50, path: '/lib/ein "zwei"\\␊', permissions: 'r-xp' },
  { at: 300, pages: 10, resident: 2, inferred: true },
])

const textOf = (snapshot: MemorySnapshot): string => [...memorySnapshotText(snapshot)].join('')
const documentOf = (snapshot: MemorySnapshot) => JSON.parse(textOf(snapshot))

/** All that a snapshot tells, with its mappings spelled out. */
function told({ space, ...rest }: MemorySnapshot) {
  const { groups, total, count, order, sizesOnly } = space
  return {
    ...rest,
    total: { ...total },
    count,
    order,
    sizesOnly,
    groups: groups.map(({ kind, path, inferred, permissions, members }) => ({
      kind,
      path,
      inferred,
      permissions,
      members,
    })),
  }
}

async function refusal(text: string): Promise<string> {
  try {
    await parseMemorySnapshot(text)
  } catch (error) {
    if (error instanceof Misfit) return error.message
    throw error
  }
  throw new Error('not refused')
}

describe('a snapshot as a document', () => {
  it('is read as it was written', async () => {
    expect(told(await parseMemorySnapshot(textOf(SOME)))).toEqual(told(SOME))
  })

  it('is read as it was written, whatever is in it and is unknown', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyMappings.filter(all => all.length > 0),
        fc.option(fc.constantFrom('denied', 'locked', 'untold'), { nil: undefined }),
        async (mappings, sizesOnly) => {
          const over = sizesOnly === undefined ? {} : { uptimeSec: undefined, host: { name: '', bootId: undefined } }
          const snapshot = memorySnapshotOf(mappings, over, sizesOnly as 'denied' | undefined)
          expect(told(await parseMemorySnapshot(textOf(snapshot)))).toEqual(told(snapshot))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('keeps to its schema, in which no key may be missing and none added', () => {
    const validate = new Ajv2020({ allErrors: true, strictTuples: false }).compile(memorySnapshotSchema as object)
    const document = documentOf(SOME)
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(validate(documentOf(memorySnapshotOf([{ at: 1, pages: 1 }], { uptimeSec: undefined }, 'denied')))).toBe(true)
    const { at: _, ...without } = document
    expect(validate(without)).toBe(false)
    expect(validate({ ...document, more: 1 })).toBe(false)
    const [first, ...rows] = document.mappings.rows
    expect(validate({ ...document, mappings: { ...document.mappings, rows: [first.slice(1), ...rows] } })).toBe(false)
    expect(validate({ ...document, mappings: { ...document.mappings, rows: [[...first, 1], ...rows] } })).toBe(false)
  })

  it('has a line for each mapping', () => {
    expect(textOf(SOME).trimEnd().split('\n')).toHaveLength(2 + SOME.space.count + 1)
  })

  it('takes columns by their names: a later version may have more', async () => {
    const document = documentOf(SOME)
    const { columns, rows } = document.mappings
    const mappings = { columns: ['more', ...columns], rows: rows.map((row: unknown[]) => ['?', ...row]) }
    const more = JSON.stringify({ ...document, mappings, later: 1 })
    expect(told(await parseMemorySnapshot(more))).toEqual(told(SOME))
  })

  it('has as unknown what an earlier version did not tell of the totals', async () => {
    const document = documentOf(SOME)
    delete document.memory.hugetlbBytes
    expect((await parseMemorySnapshot(JSON.stringify(document))).memory).toEqual({ ...SOME.memory, hugetlbBytes: null })
  })

  it('is cleaned for the screen: the file may be anybody’s', async () => {
    const document = documentOf(SOME)
    document.process.name = 'a\x1b[2Jb'
    document.host.name = '\u202egnihtemos'
    document.mappings.rows[0][document.mappings.columns.indexOf('path')] = '/a\nb'
    const { process, host, space } = await parseMemorySnapshot(JSON.stringify(document))
    expect([process.name, host.name]).toEqual(['a␛[2Jb', '�gnihtemos'])
    expect(space.groups.map(group => group.path)).toContain('/a␊b')
  })
})

describe('what is no snapshot is refused with what is wrong, and where', () => {
  const text = textOf(SOME)
  const changed = (change: (document: ReturnType<typeof documentOf>) => void): string => {
    const document = documentOf(SOME)
    change(document)
    return JSON.stringify(document)
  }

  it.each([
    ['', /^is empty$/],
    ['hello', /^ends in the midst of line 1: it was cut off, or is no snapshot$/],
    [text.slice(0, text.indexOf('\n') + 40), /^ends in the midst of line 2: it was cut off/],
    [text.slice(0, -6), /^ends in the midst of line 5: it was cut off/],
    ['{"a":1,\n"b" 2}', /^is no JSON: .* in line 2$/],
    ['{}', /^is no memory snapshot: it has no key "schema"$/],
    ['{"schema":"ntop/1"}', /^is no memory snapshot but "ntop\/1"$/],
    [
      '{"schema":"ntop-snapshot-memory/2"}',
      /^is ntop-snapshot-memory\/2, and this ntop reads version 1 only: a newer ntop wrote it$/,
    ],
    ['{"schema":"ntop-snapshot-memory/1"}', /^sizesOnly is missing$/],
    [changed(d => (d.memory.rssBytes = -1)), /^memory.rssBytes is -1, not a whole number$/],
    [changed(d => (d.memory.rssBytes = 1e300)), /^memory.rssBytes is 1e\+300, not a number of bytes$/],
    [changed(d => (d.uptimeSec = 'INFINITE')).replace('"INFINITE"', '1e999'), /^uptimeSec is Infinity, not a number$/],
    [changed(d => (d.sizesOnly = 'x'.repeat(99))), /^sizesOnly is "x{40}…", not one of denied, /],
    [changed(d => (d.at = 'yesterday')), /^at is "yesterday", not a time in ISO 8601$/],
    [changed(d => (d.process.id = '70')), /^process.id is "70", not a pid and a start/],
    [changed(d => (d.sizesOnly = 'because')), /^sizesOnly is "because", not one of denied, /],
    [changed(d => (d.mappings = [])), /^mappings is a list, not an object$/],
    [changed(d => (d.mappings.columns = ['path'])), /^mappings.columns has no "startAddress"$/],
    [changed(d => (d.mappings.rows = [])), /^mappings.rows has no mappings$/],
    [changed(d => (d.mappings.rows[1] = 7)), /^mappings.rows\[1\] is 7, not a list$/],
    [changed(d => (d.mappings.rows[1] = [])), /^mappings.rows\[1\].startAddress is missing$/],
    [changed(d => (d.mappings.rows[1][0] = '0x5')), /^mappings.rows\[1\].startAddress is "0x5", not an address/],
    [changed(d => (d.mappings.rows[1][1] = '1')), /^mappings.rows\[1\] ends at 1, before it begins at /],
    [changed(d => (d.mappings.rows[2][9] = 0.5)), /^mappings.rows\[2\].rssBytes is 0.5, not a whole number$/],
    [
      changed(d => (d.mappings.rows[2][9] = 2 ** 53)),
      /^mappings.rows\[2\].rssBytes is 9007199254740992, not a number of/,
    ],
    [changed(d => (d.mappings.rows[2][5] = 'heap')), /^mappings.rows\[2\].kind is "heap", not one of brk-heap, /],
  ])('%.40s', async (document, expected) => {
    expect(await refusal(document)).toMatch(expected)
  })

  it('cut off anywhere, or with anything in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 3), async length => {
        expect(await refusal(text.slice(0, length))).not.toBe('')
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.json(), async json => {
        expect(await refusal(json)).not.toBe('')
      }),
    )
  })
})

describe('a snapshot in a file', () => {
  const signal = new AbortController().signal
  const write = (file: string, replace = false) => writeMemorySnapshot(file, SOME, { replace, signal })

  it('is there whole, for nobody else to read, with nothing beside it', async () => {
    const file = join(folder, 'a.json')
    expect(await write(file)).toBe(statSync(file).size)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['a.json'])
    expect(told(await readMemorySnapshot(file))).toEqual(told(SOME))
  })

  it('does not replace another file, but when told', async () => {
    const file = join(folder, 'b.json')
    writeFileSync(file, 'mine')
    await expect(write(file)).rejects.toThrow(`${file}: is there already; --force replaces it`)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    await write(file, true)
    expect(readFileSync(file, 'utf8')).toBe(textOf(SOME))
  })

  it('is never put in the place of what is no plain file', async () => {
    const place = join(folder, 'folder')
    mkdirSync(place)
    const leading = join(folder, 'link')
    symlinkSync('/nowhere', leading)
    for (const file of [place, leading, '/dev/null']) {
      for (const replace of [false, true])
        await expect(write(file, replace)).rejects.toThrow(`${file}: is there, and is no plain file`)
    }
  })

  it('that cannot be written or read says so in the system’s words', async () => {
    const nowhere = join(folder, 'nowhere', 'c.json')
    await expect(write(nowhere)).rejects.toThrow(`${nowhere}: no such file or directory`)
    await expect(readMemorySnapshot(nowhere)).rejects.toThrow(`${nowhere}: no such file or directory`)
    await expect(readMemorySnapshot(folder)).rejects.toThrow(`${folder}: illegal operation on a directory`)
  })

  it.skipIf(process.getuid?.() === 0)('is not written where it may not be', async () => {
    const place = join(folder, 'closed')
    mkdirSync(place)
    chmodSync(place, 0o500)
    await expect(write(join(place, 'd.json'))).rejects.toThrow('permission denied')
  })

  it('may have any name that the file system takes', async () => {
    const file = join(folder, 'n'.repeat(255))
    await write(file)
    expect(told(await readMemorySnapshot(file))).toEqual(told(SOME))
  })

  it('is taken away again when it is ended on the way', async () => {
    const ending = new AbortController()
    const file = join(folder, 'e.json')
    const many = memorySnapshotOf(
      Array.from({ length: 20_000 }, (_, i) => ({ at: 16 + i * 3, pages: 2, path: `/lib/${i % 50}` })),
    )
    const begun = () => readdirSync(folder).filter(name => name.endsWith('.part'))
    const writing = writeMemorySnapshot(file, many, { replace: false, signal: ending.signal })
    const failed = expect(writing).rejects.toThrow()
    while (begun().length === 0) await new Promise(resolve => setImmediate(resolve))
    ending.abort()
    // At once: the program does not wait for more when a signal ends it.
    expect(begun()).toEqual([])
    await failed
    expect(begun()).toEqual([])
    expect(existsSync(file)).toBe(false)
  })

  it('is not begun after it was ended', async () => {
    const file = join(folder, 'g.json')
    await expect(writeMemorySnapshot(file, SOME, { replace: false, signal: AbortSignal.abort() })).rejects.toThrow()
    expect(readdirSync(folder).filter(name => name === 'g.json' || name.endsWith('.part'))).toEqual([])
  })

  it('is not read from a device', async () => {
    await expect(readMemorySnapshot('/dev/zero')).rejects.toThrow('/dev/zero: is a device, and no file')
  })

  it('is refused where reading it would take more memory than there may be', async () => {
    const file = join(folder, 'h.json')
    for (const value of ['0,', '[],']) {
      writeFileSync(file, `{"schema":"ntop-snapshot-memory/1","a":[${value.repeat(20_000_000)}0]}`)
      await expect(readMemorySnapshot(file)).rejects.toThrow(`${file}: is no memory snapshot: it has too many values`)
    }
    rmSync(file)
  })

  it('of forty thousand mappings lets others run while it is written and read', async () => {
    const many = memorySnapshotOf(
      Array.from({ length: 40_000 }, (_, i) => ({
        at: 0x7f0000000 + i * 3,
        pages: 2,
        path: i % 3 === 0 ? '' : `/usr/lib/x86_64-linux-gnu/lib${i % 50}.so.6`,
      })),
    )
    const file = join(folder, 'f.json')
    let turns = 0
    let busy = true
    const count = (): void => {
      turns++
      if (busy) setImmediate(count)
    }
    setImmediate(count)
    const bytes = await writeMemorySnapshot(file, many, { replace: false, signal })
    expect(turns).toBeGreaterThan(5)
    const read = await readMemorySnapshot(file)
    busy = false
    expect(read.space.count).toBe(40_000)
    // An eighth of what the kernel prints of them.
    expect(bytes / 40_000).toBeLessThan(200)
  })
})
