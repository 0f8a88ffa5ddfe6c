/** Whatever stands in whichever place of a snapshot: it is refused with its place, or can be compared and told. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { Misfit } from '../../src/export/checked.ts'
import { comparisonKind, type ToldComparison } from '../../src/export/compare-shape.ts'
import { comparisonText } from '../../src/export/compare-text.ts'
import { parseMemorySnapshot } from '../../src/export/memory-snapshot-parse.ts'
import { memorySnapshotText } from '../../src/export/memory-snapshot-shape.ts'
import { GROUPINGS } from '../../src/inspect/compared.ts'
import { canCompare, compareMemory } from '../../src/inspect/memory-comparison.ts'
import type { MemorySnapshot } from '../../src/inspect/memory-snapshot.ts'
import { memorySnapshotOf } from '../support/address-space.ts'

const SOME = memorySnapshotOf([
  { at: 10, pages: 30, path: '[heap]' },
  { at: 200, pages: 50, path: '/lib/x', permissions: 'r-xp' },
  { at: 300, pages: 10, resident: 2, inferred: true },
])

/** As they stand in JSON. */
const VALUES = [
  ...['{}', '[]', '[[]]', 'null', 'true', '-1', '0', '0.5', '1e999', '1e300', '9007199254740991'],
  ...['""', '"0"', '"/"', '" (deleted)"', '"denied"', '"__proto__"', '"constructor"', '{"__proto__":{"a":1}}'],
  ...['"\\u001b[2J\\n"', '"\\ud800"', '"ffffffffffffffff"', '"1:1"', '"9999999:99999999999999999999"'],
  ...['"yesterday"', '"7"', '"2026-01-02T03:04:05.000Z"', '"+275760-09-13T00:00:00.000Z"'],
  ...['"-000001-01-01T00:00:00.000Z"', '"2026-13-41T00:00:00.000Z"'],
]

type Place = readonly (string | number)[]

/** The places of all values in a document, from the whole inwards. */
function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at]
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [at, ...entries.flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
}

/** The document with another value at a place. */
function replaced(value: unknown, [key, ...rest]: Place, json: string): string {
  if (key === undefined) return json
  if (Array.isArray(value))
    return `[${value.map((inner, i) => (i === key ? replaced(inner, rest, json) : JSON.stringify(inner))).join()}]`
  const entries = Object.entries(value as object).map(
    ([name, inner]) => `${JSON.stringify(name)}:${name === key ? replaced(inner, rest, json) : JSON.stringify(inner)}`,
  )
  return `{${entries.join()}}`
}

/** The snapshot; undefined where it was refused. */
async function parsed(text: string): Promise<MemorySnapshot | undefined> {
  try {
    return await parseMemorySnapshot(text)
  } catch (error) {
    if (error instanceof Misfit) return undefined
    throw error
  }
}

it('is refused, or can be compared and told', async () => {
  const document: unknown = JSON.parse([...memorySnapshotText(SOME)].join(''))
  const validate = new Ajv2020({ allErrors: true }).compile(comparisonKind.schema as object)
  const count = { refused: 0, told: 0 }
  for (const place of placesIn(document)) {
    for (const value of VALUES) {
      const what = `${place.join('.')} is ${value}`
      const snapshot = await parsed(replaced(document, place, value))
      count[snapshot === undefined ? 'refused' : 'told']++
      if (snapshot === undefined) continue
      for (const by of GROUPINGS) {
        const figure = canCompare(SOME, snapshot, 'rss') ? 'rss' : 'size'
        const comparison = compareMemory(SOME, snapshot, { by, figure })
        const told: ToldComparison = { comparison, rows: comparison.rows }
        expect(comparisonText(told, 0), what).not.toMatch(/NaN|Infinity|undefined|[^\P{Cc}\n]/u)
        const json: unknown = JSON.parse(JSON.stringify(comparisonKind.write(told)))
        expect(validate(json), `${what}: ${JSON.stringify(validate.errors)}`).toBe(true)
      }
    }
  }
  expect(count.refused).toBeGreaterThan(count.told)
  expect(count.told).toBeGreaterThan(100)
})
