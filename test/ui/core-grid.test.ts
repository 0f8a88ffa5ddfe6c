import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CoreGrid, coreGrid, rowsOf, tallCoreGrid } from '../../src/ui/panels/core-grid.ts'

const room = fc.record({
  count: fc.integer({ min: 1, max: 300 }),
  width: fc.integer({ min: 34, max: 300 }),
  rows: fc.integer({ min: 1, max: 20 }),
})

function columnsOf(grid: CoreGrid & { readonly kind: 'each' }, count: number): number {
  return Math.ceil(count / grid.rows)
}

describe('the grid of cores', () => {
  it('has every core, within its room', () => {
    fc.assert(
      fc.property(room, ({ count, width, rows }) => {
        for (const grid of [coreGrid(count, width, rows), tallCoreGrid(count, width, rows)]) {
          if (grid === undefined) continue
          expect(rowsOf(grid)).toBeLessThanOrEqual(rows)
          if (grid.kind === 'each') expect(columnsOf(grid, count) * grid.cell).toBeLessThanOrEqual(width)
          if (grid.kind === 'strip') expect(grid.rows * width).toBeGreaterThanOrEqual(count)
        }
      }),
    )
  })

  it('gives few cores graphs of several rows that do not touch, and more of them wide ones', () => {
    expect(tallCoreGrid(2, 72, 4)).toMatchObject({ rows: 1, height: 4, cell: 36 })
    expect(tallCoreGrid(4, 72, 4)).toMatchObject({ rows: 2, height: 1, pitch: 1, cell: 36 })
    expect(tallCoreGrid(4, 110, 7)).toMatchObject({ rows: 2, height: 3, pitch: 4, cell: 55 })
    expect(tallCoreGrid(8, 72, 4)).toMatchObject({ rows: 4, height: 1, cell: 36 })
    expect(tallCoreGrid(64, 72, 4)).toBeUndefined()
  })
})
