import { describe, expect, it } from 'vitest'
import { armsOf } from '../../screenshots/box-drawing.ts'
import { type Box, glyphOf } from '../../screenshots/glyphs.ts'

const WIDTH = 8
const HEIGHT = 16

const characters = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i))

const boxesOf = (char: string): readonly Box[] => {
  const glyph = glyphOf(char, WIDTH, HEIGHT)
  return glyph?.kind === 'boxes' ? glyph.boxes : []
}

const area = (char: string) => boxesOf(char).reduce((sum, [l, t, r, b]) => sum + (r - l) * (b - t), 0)

/** What of an edge of the cell is covered, as stretches along it. */
const onEdge = {
  left: (boxes: readonly Box[]) => boxes.filter(([left]) => left === 0).map(([, top, , bottom]) => [top, bottom]),
  right: (boxes: readonly Box[]) => boxes.filter(([, , right]) => right === WIDTH).map(([, top, , b]) => [top, b]),
  up: (boxes: readonly Box[]) => boxes.filter(([, top]) => top === 0).map(([left, , right]) => [left, right]),
  down: (boxes: readonly Box[]) => boxes.filter(([, , , b]) => b === HEIGHT).map(([left, , right]) => [left, right]),
}

/** Stretches of a light, a heavy and a double line round the middle of an edge. */
const stretches = (middle: number) => [
  [],
  [[middle - 0.5, middle + 0.5]],
  [[middle - 1, middle + 1]],
  [
    [middle - 2, middle - 1],
    [middle + 1, middle + 2],
  ],
]

describe('box drawing', () => {
  const drawn = characters(0x2500, 0x257f).filter(char => boxesOf(char).length > 0)
  const dashed = '┄┅┆┇┈┉┊┋╌╍╎╏'

  it('draws every character but arcs and diagonals as boxes, and those as lines', () => {
    const rest = characters(0x2500, 0x257f).filter(char => !drawn.includes(char))
    expect(rest.join('')).toBe('╭╮╯╰╱╲╳')
    for (const char of rest) expect(glyphOf(char, WIDTH, HEIGHT)).toMatchObject({ kind: 'line' })
  })

  it.each(drawn.filter(char => !dashed.includes(char)))(
    '%s meets its neighbours in the middle of their edges',
    char => {
      const arms = armsOf(char)
      const boxes = boxesOf(char)
      for (const side of ['left', 'right', 'up', 'down'] as const) {
        const middle = side === 'left' || side === 'right' ? HEIGHT / 2 : WIDTH / 2
        expect(onEdge[side](boxes).sort(([a = 0], [b = 0]) => a - b)).toEqual(stretches(middle)[arms?.[side] ?? 0])
      }
    },
  )

  it('leaves the middle free where only double lines pass, or a single one branches off', () => {
    const covered = (char: string) => boxesOf(char).some(([l, t, r, b]) => l <= 4 && r >= 4 && t <= 8 && b >= 8)
    const free = characters(0x2550, 0x256c).filter(char => !covered(char))
    expect(free.join('')).toBe('═║╔╗╚╝╟╠╢╣╤╦╧╩╬')
  })
})

describe('blocks', () => {
  it.each([...[...'▁▂▃▄▅▆▇█'].entries()])('eighth %i from below: %s', (i, char) => {
    expect(boxesOf(char)).toEqual([[0, HEIGHT - 2 * (i + 1), WIDTH, HEIGHT]])
  })

  it.each([...[...'▏▎▍▌▋▊▉█'].entries()])('eighth %i from the left: %s', (i, char) => {
    expect(boxesOf(char)).toEqual([[0, 0, i + 1, HEIGHT]])
  })

  it.each([...[...'▘▝▖▗'].entries()])('quadrant %i: %s', (i, char) => {
    const [x, y] = [(i % 2) * 4, i < 2 ? 0 : 8]
    expect(boxesOf(char)).toEqual([[x, y, x + 4, y + 8]])
  })

  it.each([
    ['▙', '▝'],
    ['▛', '▗'],
    ['▜', '▖'],
    ['▟', '▘'],
    ['▚', '▞'],
    ['▌', '▐'],
    ['▀', '▄'],
    ['▉', '▕'],
    ['▇', '▔'],
  ])('%s and %s fill a cell together', (one, other) => {
    expect(area(one) + area(other)).toBe(WIDTH * HEIGHT)
    for (const [l, t, r, b] of boxesOf(one)) {
      for (const [l2, t2, r2, b2] of boxesOf(other)) expect(l < r2 && l2 < r && t < b2 && t2 < b).toBe(false)
    }
  })

  it('shades mix the colours', () => {
    expect([...'░▒▓█'].map(char => glyphOf(char, WIDTH, HEIGHT))).toMatchObject(
      [0.25, 0.5, 0.75, 1].map(share => ({ share, boxes: [[0, 0, WIDTH, HEIGHT]] })),
    )
  })
})

describe('braille', () => {
  it.each([
    ['⠁', [[2, 2]]],
    ['⠄', [[2, 10]]],
    ['⡀', [[2, 14]]],
    ['⠈', [[6, 2]]],
    ['⢀', [[6, 14]]],
    ['⠀', []],
  ])('%s', (char, centres) => expect(glyphOf(char, WIDTH, HEIGHT)).toMatchObject({ kind: 'dots', centres }))

  it('has a dot for each bit', () => {
    for (const [bits, char] of characters(0x2800, 0x28ff).entries()) {
      const glyph = glyphOf(char, WIDTH, HEIGHT)
      expect(glyph?.kind === 'dots' && glyph.centres.length).toBe(
        [...bits.toString(2)].filter(bit => bit === '1').length,
      )
    }
  })
})

it.each([...'a▲●漢 ', '', '🚀', 'é'])('leaves %j to the font', char => {
  expect(glyphOf(char, WIDTH, HEIGHT)).toBeUndefined()
})
