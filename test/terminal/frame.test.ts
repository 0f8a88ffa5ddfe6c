import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Frame } from '../../src/terminal/frame.ts'
import { BOLD, onBackground, PLAIN, style } from '../../src/terminal/style.ts'
import { cellWidth, clip, clusters } from '../../src/terminal/width.ts'

const RED = style('bad')

/** Text of all sorts of characters that a clean string may have. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', ' ', '~', '│', '█', '⣿', 'é', '宽', '한', '👍', '👨‍👩‍👧', 'e\u0301', '\u0301', '·', '❤️', '�'),
    fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme-ascii' }),
  ),
  maxLength: 20,
})

describe('width', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['宽', 2],
    ['한글', 4],
    ['👍', 2],
    ['e\u0301x', 2],
    ['⣿█│', 3],
    ['\u0301', 1],
  ])('%j takes %i cells', (s, cells) => {
    expect(cellWidth(s)).toBe(cells)
  })

  test('clusters are the text again, marks without a base standing on a blank', () => {
    expect([...clusters('ae\u0301宽')].map(c => [c.text, c.width])).toEqual([
      ['a', 1],
      ['e\u0301', 1],
      ['宽', 2],
    ])
    expect([...clusters('\u0301')].map(c => c.text)).toEqual([' \u0301'])
  })

  test('a clipped text fits, and says that it was clipped', () => {
    expect(clip('abcdef', 4)).toBe('abc…')
    expect(clip('宽宽宽', 4)).toBe('宽…')
    expect(clip('abc', 3)).toBe('abc')
    expect(clip('abc', 0)).toBe('')
    fc.assert(fc.property(text, fc.nat(12), (s, width) => cellWidth(clip(s, width)) <= width))
  })
})

describe('put', () => {
  test('returns the column after the text', () => {
    const area = new Frame(10, 1).area()
    expect(area.put(0, 0, 'ab')).toBe(2)
    expect(area.put(2, 0, '宽')).toBe(4)
    expect(area.put(4, 0, 'é')).toBe(5)
  })

  test('a wide character has its second cell empty, and its style in both', () => {
    const frame = new Frame(4, 1)
    frame.area().put(1, 0, '宽', RED)
    expect(frame.chars).toEqual([' ', '宽', '', ' '])
    expect([...frame.styles]).toEqual([PLAIN, RED, RED, PLAIN])
  })

  test('a wide character that does not fit whole leaves a blank at either edge', () => {
    const frame = new Frame(3, 2)
    frame.area().put(2, 0, '宽')
    frame.area().put(-1, 1, '宽x')
    expect(frame.text()).toEqual(['', ' x'])
    expect(frame.chars).not.toContain('')
  })

  test('a character over one half of a wide one takes the other half away', () => {
    const frame = new Frame(4, 2)
    const area = frame.area()
    area.put(0, 0, '宽宽')
    area.put(1, 0, 'x')
    area.put(0, 1, '宽宽')
    area.put(2, 1, '한')
    expect(frame.chars.slice(0, 4)).toEqual([' ', 'x', '宽', ''])
    expect(frame.chars.slice(4)).toEqual(['宽', '', '한', ''])
  })

  test('combining marks stay with their base, whatever stood before it', () => {
    const frame = new Frame(4, 1)
    frame.area().put(0, 0, 'ae\u0301b')
    expect(frame.chars).toEqual(['a', 'e\u0301', 'b', ' '])
  })

  test('what lies outside is cut off, and counted all the same', () => {
    const frame = new Frame(4, 2)
    expect(frame.area().put(0, 5, 'abc')).toBe(3)
    expect(frame.area().put(-2, 0, 'abcd')).toBe(2)
    expect(frame.area().put(2, 1, 'abcd')).toBe(4)
    expect(frame.text()).toEqual(['cd', '  ab'])
  })

  test('from the right', () => {
    const frame = new Frame(6, 1)
    expect(frame.area().putRight(6, 0, '1.2G')).toBe(2)
    expect(frame.text()).toEqual(['  1.2G'])
  })

  test('never leaves half a wide character, and agrees with cellWidth', () => {
    const draws = fc.array(fc.record({ x: fc.integer({ min: -6, max: 14 }), s: text }), { maxLength: 8 })
    fc.assert(
      fc.property(draws, all => {
        const frame = new Frame(12, 1)
        for (const { x, s } of all) {
          const after = frame.area().put(x, 0, s, RED)
          if (x >= 0 && x + cellWidth(s) <= 12) expect(after).toBe(x + cellWidth(s))
        }
        for (const [x, char] of frame.chars.entries()) {
          const wide = char !== '' && cellWidth(char) === 2
          expect(frame.chars[x + 1] === '').toBe(wide)
        }
        expect(frame.chars[0]).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('areas', () => {
  test('have their own origin and clip', () => {
    const frame = new Frame(6, 3)
    const inner = frame.area().inner(2, 1, 3, 1)
    inner.put(0, 0, 'abcdef')
    inner.put(0, 1, 'below')
    expect(frame.text()).toEqual(['', '  abc', ''])
    expect(inner.rect).toEqual({ x: 2, y: 1, width: 3, height: 1 })
  })

  test('do not cut a neighbour’s wide character in half', () => {
    const frame = new Frame(6, 1)
    frame.area().put(1, 0, '宽')
    frame.area().inner(2, 0, 2, 1).put(0, 0, 'x')
    expect(frame.chars.slice(0, 4)).toEqual([' ', ' ', 'x', ' '])
  })

  test('restyle leaves the characters', () => {
    const frame = new Frame(4, 1)
    const area = frame.area()
    area.put(0, 0, 'abcd', style('warn', 'default', BOLD))
    area.restyle(0, s => onBackground(s, 'selectionBack'), 1, 2)
    expect(frame.text()).toEqual(['abcd'])
    expect(frame.styles[0]).toBe(style('warn', 'default', BOLD))
    expect(frame.styles[1]).toBe(style('warn', 'selectionBack', BOLD))
    expect(frame.styles[3]).toBe(style('warn', 'default', BOLD))
  })

  test('clear forgets both', () => {
    const frame = new Frame(2, 1)
    frame.area().put(0, 0, 'ab', RED)
    frame.clear()
    expect(frame.text()).toEqual([''])
    expect([...frame.styles]).toEqual([PLAIN, PLAIN])
  })
})
