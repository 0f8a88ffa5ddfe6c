import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Frame } from '../../src/terminal/frame.ts'
import { PLAIN, style } from '../../src/terminal/style.ts'
import { drawBar } from '../../src/ui/draw/bar.ts'
import { drawGraph } from '../../src/ui/draw/spark.ts'
import { drawStackedGraph, type GraphPart } from '../../src/ui/draw/stacked-graph.ts'

const [USER, SYSTEM, IOWAIT] = [style('user'), style('system'), style('iowait')]
const NAMES = new Map([
  [USER, 'u'],
  [SYSTEM, 's'],
  [IOWAIT, 'i'],
])

/** The cells' tones, row by row from the top. */
function tones(parts: readonly GraphPart[], height: number, unicode = true): { tones: string[]; text: string[] } {
  const width = Math.max(...parts.map(({ values }) => values.length)) / 2
  const frame = new Frame(width, height)
  drawStackedGraph(frame.area(), parts, 100, unicode)
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => NAMES.get(frame.styles[y * width + x] ?? 0) ?? ' ').join(''),
  )
  return { tones: rows, text: frame.text() }
}

const part = (s: number, ...values: readonly (number | undefined)[]): GraphPart => ({ style: s, values })

describe('a graph of parts', () => {
  it('has the first at the bottom, and each cell in the tone of what most of it is', () => {
    const parts = [part(USER, 50, 50, 25, 25), part(SYSTEM, 25, 25, 50, 50), part(IOWAIT, 25, 25, 0, 0)]
    expect(tones(parts, 4).tones).toEqual(['i ', 'ss', 'us', 'uu'])
  })

  it('gives a cell that two share evenly to the lower one', () => {
    expect(tones([part(USER, 50, 50), part(SYSTEM, 50, 50)], 1).tones).toEqual(['u'])
    expect(tones([part(USER, 40, 20), part(SYSTEM, 60, 80)], 1).tones).toEqual(['s'])
  })

  it('is nothing where one of its parts is not known', () => {
    expect(tones([part(USER, 50, 50, undefined, undefined), part(SYSTEM, 9, 9, 9, 9)], 1).text).toEqual(['⣤'])
  })

  it('leaves out a part that is never known', () => {
    const never = part(IOWAIT, undefined, undefined)
    expect(tones([part(USER, 50, 50), never], 1)).toEqual(tones([part(USER, 50, 50)], 1))
    expect(tones([never], 1).text).toEqual([''])
  })

  it('shows the least of what is there by a dot', () => {
    expect(tones([part(USER, 0, 0.01), part(SYSTEM, 0, 0)], 1).text).toEqual(['⢀'])
  })

  it('tells in letters what is no work', () => {
    const idle = { ...part(IOWAIT, 50, 50), ascii: '-' }
    expect(tones([part(USER, 50, 50), idle], 2, false).text).toEqual(['-', '#'])
  })

  it('has the outline of the sum', () => {
    const pct = fc.integer({ min: 0, max: 40 })
    fc.assert(
      fc.property(fc.array(fc.tuple(pct, pct), { minLength: 8, maxLength: 8 }), fc.boolean(), (pairs, unicode) => {
        const [a, b] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
        const [stacked, whole] = [new Frame(4, 3), new Frame(4, 3)]
        drawStackedGraph(stacked.area(), [part(USER, ...a), part(SYSTEM, ...b)], 100, unicode)
        drawGraph(
          whole.area(),
          pairs.map(([one, other]) => one + other),
          100,
          () => PLAIN,
          unicode,
        )
        expect(stacked.text()).toEqual(whole.text())
      }),
    )
  })
})

describe('a bar of parts', () => {
  const bar = (unicode: boolean): string => {
    const frame = new Frame(12, 1)
    const parts = [
      { share: 0.25, style: USER },
      { share: 0.25, style: SYSTEM, fill: '▓' },
      { share: 0.25, style: IOWAIT, fill: '▒' },
    ] as const
    drawBar(frame.area(), 0, 0, 12, parts, unicode)
    return frame.chars.join('')
  }

  it('has them told apart without colours', () => {
    expect(bar(true)).toBe('███▓▓▓▒▒▒░░░')
    expect(bar(false)).toBe('|||+++:::...')
  })
})
