import { describe, expect, it } from 'vitest'
import { cellWidth, clip, clipStart, clusters } from '../../src/terminal/width.ts'

const ACUTE = '\u0301'

describe('combining marks', () => {
  it('go into the cell of their base, at most eight', () => {
    const [first, second] = clusters(`e${ACUTE.repeat(5_000)}x`)
    expect(first).toEqual({ text: `e${ACUTE.repeat(8)}`, width: 1 })
    expect(second).toEqual({ text: 'x', width: 1 })
  })

  it('without a base stand on a blank, at most eight', () => {
    expect([...clusters(ACUTE.repeat(100))]).toEqual([{ text: ` ${ACUTE.repeat(8)}`, width: 1 }])
  })

  it('that are usual stay as they are', () => {
    expect([...clusters(`a${ACUTE}\u0323b`)].map(({ text }) => text)).toEqual([`a${ACUTE}\u0323`, 'b'])
    expect(cellWidth(`a${ACUTE}b`)).toBe(2)
    expect(clip(`a${ACUTE}bcd`, 3)).toBe(`a${ACUTE}b…`)
  })
})

describe('a text cut at its beginning', () => {
  it.each([
    ['/usr/lib/libc.so.6', 18, '/usr/lib/libc.so.6'],
    ['/usr/lib/libc.so.6', 17, '…sr/lib/libc.so.6'],
    ['/usr/lib/libc.so.6', 1, '…'],
    ['/usr/lib/libc.so.6', 0, ''],
    // What is two cells wide goes whole.
    ['界界界ab', 6, '…界ab'],
    ['界界界ab', 7, '…界界ab'],
    [`xyz${'e\u0301'.repeat(3)}`, 3, `…${'e\u0301'.repeat(2)}`],
  ])('%s in %d cells', (text, width, expected) => {
    expect(clipStart(text, width)).toBe(expected)
    expect(cellWidth(expected)).toBeLessThanOrEqual(width)
  })
})
