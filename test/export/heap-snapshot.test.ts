import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Misfit } from '../../src/export/checked.ts'
import { readHeapSnapshot, writeHeapLines, writeHeapSnapshot } from '../../src/export/heap-file.ts'
import { heapLinesKind } from '../../src/export/heap-lines-shape.ts'
import { parseHeapSnapshot } from '../../src/export/heap-snapshot-parse.ts'
import { heapSnapshotSchema, heapSnapshotText, type KeptHeap } from '../../src/export/heap-snapshot-shape.ts'
import { ALLOCATION_GROUPINGS, compareAllocations } from '../../src/runtime/compare.ts'
import { memorySnapshotOf } from '../support/address-space.ts'
import { allocationsOf, anyAllocations, traceOf } from '../support/allocations.ts'
import { placesIn, replaced, STRANGE_VALUES } from './strange-values.ts'

const folder = mkdtempSync(join(tmpdir(), 'ntop-heap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { host, process } = memorySnapshotOf([])
const kept = (snapshot: KeptHeap['snapshot']): KeptHeap => ({ host, process, snapshot })

const SOME = kept(
  allocationsOf(
    [
      traceOf(1000, 10, '/app/a.js:5 load', '/app/main.js:1 '),
      traceOf(70, 7, '/app/a.js:5 load'),
      traceOf(8, 1, '<string>'),
    ],
    { peakBytes: 5000, memory: { rssBytes: 9000, heapUsedBytes: 800, nativeBytes: 70, overheadBytes: 6 } },
  ),
)

const textOf = (one: KeptHeap): string => [...heapSnapshotText(one)].join('')
const validate = new Ajv2020({ allErrors: true, strictTuples: false }).compile(heapSnapshotSchema as object)

async function refusal(text: string): Promise<string> {
  try {
    await parseHeapSnapshot(text)
  } catch (error) {
    if (error instanceof Misfit) return error.message
    throw error
  }
  throw new Error('not refused')
}

describe('a heap snapshot as a document', () => {
  it('is read as it was written, and keeps to its schema', async () => {
    await fc.assert(
      fc.asyncProperty(anyAllocations, async snapshot => {
        const text = textOf(kept(snapshot))
        expect(await parseHeapSnapshot(text)).toEqual(kept(snapshot))
        expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true)
      }),
    )
  })

  it('has a line for each trace and each place, which is there once', () => {
    expect(textOf(SOME).split('\n').slice(1)).toEqual([
      '"traces":{"columns":["bytes","count","places"],"rows":[',
      '[1000,10,[0,1]],',
      '[70,7,[0]],',
      '[8,1,[2]]',
      ']},',
      '"places":{"columns":["file","line","function"],"rows":[',
      '[0,5,"load"],',
      '[1,1,""],',
      '[2,null,null]',
      ']},',
      '"files":["/app/a.js","/app/main.js","<string>"]}',
      '',
    ])
  })

  it('takes columns by their names, and as unknown what an earlier version did not tell', async () => {
    const document = JSON.parse(textOf(SOME))
    delete document.memory.overheadBytes
    const { columns, rows } = document.traces
    document.traces = { columns: ['more', ...columns], rows: rows.map((row: unknown[]) => ['?', ...row]) }
    const { snapshot } = await parseHeapSnapshot(JSON.stringify({ ...document, later: 1 }))
    expect(snapshot).toEqual({ ...SOME.snapshot, memory: { ...SOME.snapshot.memory, overheadBytes: undefined } })
  })

  it('is cleaned for the screen: the file may be anybody’s', async () => {
    const document = JSON.parse(textOf(SOME))
    document.files[0] = '/app/\x1b[2J'
    document.places.rows[1][2] = 'a\nb'
    document.version = '\u202e3'
    const { snapshot } = await parseHeapSnapshot(JSON.stringify(document))
    expect(snapshot.traces[0]?.frames.map(frame => [frame.file, frame.function])).toEqual([
      ['/app/␛[2J', 'load'],
      ['/app/main.js', 'a␊b'],
    ])
    expect(snapshot.version).toBe('�3')
  })
})

describe('what is no heap snapshot is refused with what is wrong, and where', () => {
  const changed = (change: (document: ReturnType<typeof JSON.parse>) => void): string => {
    const document = JSON.parse(textOf(SOME))
    change(document)
    return JSON.stringify(document)
  }

  it.each([
    ['', /^is empty$/],
    [textOf(SOME).slice(0, -40), /^ends in the midst of line \d+: it was cut off/],
    ['{}', /^is no heap snapshot: it has no key "schema"$/],
    ['{"schema":"ntop-snapshot-memory/1"}', /^is no heap snapshot but "ntop-snapshot-memory\/1"$/],
    ['{"schema":"ntop-heap-snapshot/2"}', /^is ntop-heap-snapshot\/2, and this ntop reads version 1 only/],
    [changed(d => (d.runtime = 'ruby')), /^runtime is "ruby", not one of node, python, java$/],
    [changed(d => (d.tracedSince = 0)), /^tracedSince is 0, not a time in ISO 8601$/],
    [changed(d => (d.memory.rssBytes = -1)), /^memory.rssBytes is -1, not a whole number$/],
    [changed(d => (d.traces.columns = ['bytes'])), /^traces.columns has no "count"$/],
    [changed(d => (d.traces.rows[1][2] = [0, 3])), /^traces.rows\[1\].places\[1\] is 3, and there are 3 places$/],
    [changed(d => (d.traces.rows[1][2] = [0.5])), /^traces.rows\[1\].places\[0\] is 0.5, not a whole number$/],
    [changed(d => (d.traces.rows[1][2] = [])), /^traces.rows\[1\].places is empty$/],
    [
      changed(d => (d.traces.rows[2][0] = 2 ** 53)),
      /^traces.rows\[2\].bytes is 9007199254740992, not a number of bytes$/,
    ],
    [changed(d => (d.places.rows[2][0] = 9)), /^places.rows\[2\].file is 9, and there are 3 files$/],
    [changed(d => (d.places.rows[2][2] = 7)), /^places.rows\[2\].function is 7, not a text$/],
    [changed(d => (d.files[1] = null)), /^files\[1\] is null, not a text$/],
  ])('%.40s', async (document, expected) => {
    expect(await refusal(document)).toMatch(expected)
  })

  it('or can be compared and told, whatever stands in whichever place', async () => {
    const document: unknown = JSON.parse(textOf(SOME))
    const isTold = new Ajv2020({ allErrors: true }).compile(heapLinesKind.schema as object)
    const count = { refused: 0, told: 0 }
    for (const place of placesIn(document)) {
      for (const value of STRANGE_VALUES) {
        let read: KeptHeap
        try {
          read = await parseHeapSnapshot(replaced(document, place, value))
        } catch (error) {
          if (!(error instanceof Misfit)) throw error
          count.refused++
          continue
        }
        count.told++
        for (const by of ALLOCATION_GROUPINGS) {
          const comparison = compareAllocations(SOME.snapshot, read.snapshot, { by })
          const told = { comparison, rows: comparison.rows, route: 'file', effects: [], leftBehind: [] }
          const json = JSON.parse(JSON.stringify(heapLinesKind.write(told)))
          expect(isTold(json), `${place.join('.')} is ${value}: ${JSON.stringify(isTold.errors)}`).toBe(true)
        }
      }
    }
    expect(count.refused).toBeGreaterThan(count.told)
    expect(count.told).toBeGreaterThan(50)
  })
})

describe('a heap snapshot in a file', () => {
  const signal = new AbortController().signal

  it('is there whole, for nobody else to read, and is read again', async () => {
    const file = join(folder, 'a.json')
    expect(await writeHeapSnapshot(file, SOME, { replace: false, signal })).toBe(statSync(file).size)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await readHeapSnapshot(file)).toEqual(SOME)
  })

  it('of which the name’s ending says nothing is not begun', async () => {
    const file = join(folder, 'a.txt')
    await expect(writeHeapSnapshot(file, SOME, { replace: false, signal })).rejects.toThrow(
      `${file}: should end in .json, .heapprofile, .cpuprofile, .collapsed, .folded`,
    )
    expect(() => statSync(file)).toThrow('ENOENT')
  })

  it('is a profile where its name ends so', async () => {
    const file = join(folder, 'a.FOLDED')
    await writeHeapSnapshot(file, SOME, { replace: false, signal })
    expect(readFileSync(file, 'utf8')).toBe(
      '(anonymous) (/app/main.js:1);load (/app/a.js:5) 1000\nload (/app/a.js:5) 70\n<string> 8\n',
    )
  })

  it('is not what grew since: that is a file of its own', async () => {
    const file = join(folder, 'grew.json')
    const comparison = compareAllocations(allocationsOf([]), SOME.snapshot, { by: 'line' })
    const told = { comparison, rows: comparison.rows, route: 'inspector', effects: [], leftBehind: [] }
    expect(await writeHeapLines(file, told, { replace: false, signal })).toBe(statSync(file).size)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(heapLinesKind.write(told))
    await expect(readHeapSnapshot(file)).rejects.toThrow(`${file}: is no heap snapshot but "ntop-heap-lines/1"`)
  })

  it('that is none says so with its name', async () => {
    const file = join(folder, 'other.json')
    writeFileSync(file, '{"schema":"ntop/1"}')
    await expect(readHeapSnapshot(file)).rejects.toThrow(`${file}: is no heap snapshot but "ntop/1"`)
  })

  it('of a hundred thousand traces lets others run while it is written and read', async () => {
    const traces = Array.from({ length: 100_000 }, (_, i) =>
      traceOf(i, 1, `/app/${i % 300}.py:${i % 4000}`, '/app/main.py:1'),
    )
    let turns = 0
    let busy = true
    const count = (): void => {
      turns++
      if (busy) setImmediate(count)
    }
    setImmediate(count)
    const file = join(folder, 'many.json')
    await writeHeapSnapshot(file, kept(allocationsOf(traces)), { replace: false, signal })
    expect(turns).toBeGreaterThan(5)
    turns = 0
    const read = await readHeapSnapshot(file)
    expect(turns).toBeGreaterThan(5)
    busy = false
    expect(read.snapshot.traces).toHaveLength(100_000)
    // Places are shared: nobody has to keep a copy for each trace.
    expect(new Set(read.snapshot.traces.flatMap(trace => trace.frames)).size).toBeLessThan(13_000)
  })
})
