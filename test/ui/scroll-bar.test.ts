import { afterEach, describe, expect, it } from 'vitest'
import { cellWidth } from '../../src/terminal/width.ts'
import { scrollBar, scrollGlyph, topAt } from '../../src/ui/draw/scroll-bar.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

describe('a scroll bar', () => {
  it('is there only where not all fits', () => {
    expect(scrollBar(20, 20, 0)).toEqual({ from: 0, to: 0 })
    expect(scrollBar(20, 21, 0)).toEqual({ from: 0, to: 19 })
    expect(scrollBar(2, 100, 0)).toEqual({ from: 0, to: 0 })
    expect(scrollGlyph(scrollBar(20, 20, 0), 0, true)).toBeUndefined()
  })

  it.each([
    [20, 21],
    [20, 40],
    [10, 500],
    [20, 100_000],
  ])('of %d lines for %d rows is to scale, and touches both ends', (lines, count) => {
    const [first, last] = [scrollBar(lines, count, 0), scrollBar(lines, count, count - lines)]
    expect([first.from, last.to]).toEqual([0, lines])
    const length = first.to - first.from
    expect(last.to - last.from).toBe(length)
    expect(Math.abs(length - Math.max(1, (lines / count) * lines))).toBeLessThanOrEqual(0.5)
  })

  it('shows the row again that it is dragged to', () => {
    for (const [lines, count] of [
      [20, 47],
      [10, 500],
    ] as const) {
      for (let from = 0; from <= lines; from++) {
        const top = topAt(lines, count, from)
        const { from: drawn, to } = scrollBar(lines, count, top)
        expect(drawn).toBe(Math.min(from, lines - (to - drawn)))
      }
      expect([topAt(lines, count, -3), topAt(lines, count, lines)]).toEqual([0, count - lines])
    }
  })
})

/** The table's part of the last column, from the titles down, and where on the screen it begins. */
function bar(stage: Stage): { readonly x: number; readonly y: number; readonly drawn: string } {
  const x = stage.terminal.width - 1
  const y = stage.rowOf(' COMMAND') + 1
  const drawn = stage.rows.slice(y, -1).map(row => (cellWidth(row) > x ? row.at(-1) : ' '))
  return { x, y, drawn: drawn.join('') }
}

describe('the table’s scroll bar', () => {
  const SHORT = { height: 13, seconds: 3, view: { header: false } }

  it('is dragged by its thumb, from wherever it is held', async () => {
    const stage = await openStage(SHORT)
    const { x, y, drawn } = bar(stage)
    expect(drawn).toBe('▐▐▐▐▐▕▕▕▕')
    await stage.mouse(x, y + 1)
    expect(stage.pids[0]).toBe(4_194_303)
    await stage.mouse(x, y + 3, 'drag')
    expect(bar(stage).drawn).toBe('▕▕▐▐▐▐▐▕▕')
    expect(stage.pids[0]).toBe(771)
    // The pointer need not stay on the bar.
    await stage.mouse(3, y + 30, 'drag')
    expect(bar(stage).drawn).toBe('▕▕▕▕▐▐▐▐▐')
    expect(stage.pids.at(-1)).toBe(8400)
    await stage.mouse(x, 0, 'drag')
    expect(bar(stage).drawn).toBe(drawn)
    await stage.mouse(x, y + 4, 'up')
    await stage.mouse(x, y + 4, 'drag')
    expect(bar(stage).drawn).toBe(drawn)
    expect(stage.footer).toContain('1/15')
  })

  it('pages by a click beside its thumb', async () => {
    const stage = await openStage(SHORT)
    const { x, y } = bar(stage)
    await stage.mouse(x, y + 8)
    expect(bar(stage).drawn).toBe('▕▕▕▕▐▐▐▐▐')
    await stage.mouse(x, y)
    expect(bar(stage).drawn).toBe('▐▐▐▐▐▕▕▕▕')
    expect(stage.footer).toContain('1/15')
  })

  it('lets go when something is opened on top', async () => {
    const stage = await openStage({ ...SHORT, height: 15 })
    const { x, y, drawn } = bar(stage)
    await stage.mouse(x, y)
    await stage.press('/')
    await stage.mouse(x, y + 10, 'drag')
    expect(bar(stage).drawn).toBe(drawn)
  })

  it('is of plain letters where there are no others', async () => {
    const stage = await openStage({ ...SHORT, unicode: false })
    expect(bar(stage).drawn).toBe('#####||||')
  })

  it('costs nothing where all rows fit: a click there is one on the row', async () => {
    const stage = await openStage({ seconds: 3 })
    const { x, y, drawn } = bar(stage)
    expect(drawn).toBe(' '.repeat(drawn.length))
    await stage.mouse(x, y + 2)
    expect(stage.selectedPid).toBe(1288)
  })
})
