import { describe, expect, it } from 'vitest'
import { DARK, mix, paintOf, paletteColour } from '../../screenshots/palette.ts'
import type { Cell } from '../support/cells.ts'

const plain: Cell = {
  text: 'a',
  width: 1,
  foreground: 'default',
  background: 'default',
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strikethrough: false,
}

describe('the palette of 256', () => {
  it.each([
    [1, '#cd0000'],
    [12, '#5c5cff'],
    [15, '#ffffff'],
    [16, '#000000'],
    [110, '#87afd7'],
    [196, '#ff0000'],
    [231, '#ffffff'],
    [232, '#080808'],
    [255, '#eeeeee'],
  ])('%i is %s', (index, colour) => expect(paletteColour(index)).toBe(colour))

  it.each([-1, 256, 1.5])('has no colour %d', index => expect(() => paletteColour(index)).toThrow(RangeError))
})

describe('what a cell is painted with', () => {
  it("is the window's own colours by default", () => {
    expect(paintOf(plain, DARK)).toEqual({ foreground: DARK.foreground, background: DARK.background })
  })

  it('is turned round when inverse', () => {
    const cell: Cell = { ...plain, foreground: 196, background: '#010203', inverse: true }
    expect(paintOf(cell, DARK)).toEqual({ foreground: '#010203', background: '#ff0000' })
  })

  it('is nearer to the background when dim', () => {
    const cell: Cell = { ...plain, foreground: '#ffffff', background: '#000000', dim: true }
    expect(paintOf(cell, DARK)).toEqual({ foreground: mix('#000000', '#ffffff', 0.6), background: '#000000' })
    expect(mix('#000000', '#ffffff', 0.6)).toBe('#999999')
  })
})
