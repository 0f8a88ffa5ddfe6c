import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/export/describe.ts'
import { heapLinesKind, type ToldHeapLines, type ToldPlace } from '../../src/export/heap-lines-shape.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import { ALLOCATION_GROUPINGS, compareAllocations } from '../../src/runtime/compare.ts'
import { allocationsOf, anyAllocations, traceOf } from '../support/allocations.ts'
import { withOneKeyMore, withoutOneKey } from './mutations.ts'

const validate = new Ajv2020({ allErrors: true, strictTuples: false }).compile(jsonSchema() as object)

const before = allocationsOf([traceOf(1000, 10, '/app/a.py:5', '/app/main.py:1')], {
  memory: { rssBytes: 50_000, heapUsedBytes: 4000, nativeBytes: undefined },
})
const after = allocationsOf([traceOf(5000, 50, '/app/a.py:5', '/app/main.py:1'), traceOf(7, 1, '/app/b.py:2')], {
  memory: { rssBytes: 60_000, heapUsedBytes: 8000, nativeBytes: undefined },
  atMs: before.atMs + 5000,
})

function told(by: (typeof ALLOCATION_GROUPINGS)[number], path?: string, more: Partial<ToldPlace> = {}): ToldHeapLines {
  const comparison = compareAllocations(before, after, { by, path })
  const rows = comparison.rows.slice(0, 1).map(row => ({ ...row, source: 'cache.append(bytes(100))', ...more }))
  return { comparison, rows, route: 'agent', effects: ['runs-code', 'slows'], leftBehind: [] }
}

describe('the lines that grew, as a document', () => {
  it('are rows, the most growth first, with what explains the growth of RSS', () => {
    expect(heapLinesKind.write(told('line', 'app'))).toEqual({
      schema: 'ntop-heap-lines/1',
      runtime: 'python 3.11.2',
      process: null,
      route: 'agent',
      effects: ['runs-code', 'slows'],
      restored: [],
      leftBehind: [],
      from: '2026-01-02T03:04:05.000Z',
      to: '2026-01-02T03:04:10.000Z',
      tracedSince: '2026-01-02T03:04:00.000Z',
      wasTraced: null,
      by: 'line',
      path: 'app',
      lines: 'allocation',
      sampledEveryBytes: null,
      caveats: [],
      reconciled: {
        rssDiffBytes: 10_000,
        tracedDiffBytes: 4007,
        estimated: false,
        nativeDiffBytes: null,
        overheadDiffBytes: null,
        unexplainedBytes: 5993,
      },
      total: { sizeBytes: 5007, sizeDiffBytes: 4007, count: 51, countDiff: 41 },
      places: 2,
      rows: [
        {
          file: '/app/a.py',
          line: 5,
          function: null,
          lineIs: 'allocation',
          sizeBytes: 5000,
          sizeDiffBytes: 4000,
          count: 50,
          countDiff: 40,
          source: 'cache.append(bytes(100))',
          hotLines: null,
          frames: null,
        },
      ],
    })
  })

  it('have all frames where whole ways are compared', () => {
    expect(heapLinesKind.write(told('traceback'))).toMatchObject({
      path: null,
      rows: [
        {
          file: '/app/a.py',
          frames: [
            { file: '/app/a.py', line: 5, function: null },
            { file: '/app/main.py', line: 1, function: null },
          ],
        },
      ],
    })
    expect(heapLinesKind.write(told('file'))).toMatchObject({ rows: [{ file: '/app/a.py', line: null, frames: null }] })
  })

  it('keep to the schema, in which no key may be missing and none added', () => {
    const hotLines = [{ place: { file: '/app/a.py', line: 9, function: 'f' }, shareOfBytes: 1, samples: 3 }]
    for (const by of ALLOCATION_GROUPINGS) {
      const document = JSON.parse(JSON.stringify(heapLinesKind.write(told(by, undefined, { hotLines })))) as Json
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
      for (const { path, document: changed } of [...withoutOneKey(document), ...withOneKeyMore(document)])
        expect(validate(changed), path).toBe(false)
    }
  })

  it('keep to the schema whatever is compared', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, fc.constantFrom(...ALLOCATION_GROUPINGS), (old, young, by) => {
        const comparison = compareAllocations(old, young, { by })
        const lines = { comparison, rows: comparison.rows, route: '', effects: [], leftBehind: ['a port'] }
        const document = JSON.parse(JSON.stringify(heapLinesKind.write(lines)))
        expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
      }),
    )
  })
})
