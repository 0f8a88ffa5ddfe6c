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
import { placesIn, replaced, STRANGE_VALUES } from './strange-values.ts'

const SOME = memorySnapshotOf([
  { at: 10, pages: 30, path: '[heap]' },
  { at: 200, pages: 50, path: '/lib/x', permissions: 'r-xp' },
  { at: 300, pages: 10, resident: 2, inferred: true },
])

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
    for (const value of STRANGE_VALUES) {
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
