import { describe, expect, it } from 'vitest'
import { Frame } from '../../src/terminal/frame.ts'
import { cellWidth, clip, clipStart, clusters } from '../../src/terminal/width.ts'
import { createEmulator } from '../support/emulator.ts'

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

/** What people call things, with where tmux, kitty and xterm do not agree by themselves. */
const NAMES = [
  '数据同步',
  '한국어',
  // The same in letters, as macOS writes names of files.
  '한국어'.normalize('NFD'),
  'ﾊﾝｶｸ',
  'ไทยภาษา',
  'हिन्दी',
  `e\u030a x${ACUTE} a\u030b`,
  '🦊',
  '👩‍💻',
  '👨‍👩‍👧‍👦',
  '❤️',
  '☕️',
  '☕\ufe0e',
  '1️⃣',
  '👍🏽',
  '🏽',
  '🇩🇪🇫🇷',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'क्\u200dष',
  'a\ufeffb\u200bc\u2060d',
]

describe('names in all scripts', () => {
  it.each(NAMES)('%s takes as many cells of a terminal as are reckoned with', async name => {
    const { terminal } = createEmulator({ columns: 60, rows: 2, background: false }, () => undefined)
    const frame = new Frame(40, 1)
    const end = frame.area().put(0, 0, `<${name}>`)
    expect(end).toBe(cellWidth(name) + 2)
    await new Promise<void>(resolve => terminal.write(frame.chars.slice(0, end).join(''), resolve))
    expect(terminal.buffer.active.cursorX).toBe(end)
    // Nothing reaches the terminal that others take for another width.
    expect(frame.chars.join('')).not.toMatch(/[\u200d\ufe0e\ufe0f]|(?<=\p{Emoji_Presentation})[\u{1f3fb}-\u{1f3ff}]/u)
  })

  it.each([
    ['👩‍💻', 4],
    ['👍🏽', 2],
    ['🇩🇪🇫🇷', 4],
    ['🇩', 1],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2],
    ['❤️', 1],
    ['한'.normalize('NFD'), 2],
    ['a🏽', 3],
  ])('%s in %d cells', (name, cells) => {
    expect(cellWidth(name)).toBe(cells)
  })

  it('are kept whole in a text: only what is drawn goes without', () => {
    for (const name of NAMES) {
      expect([...clusters(name)].map(({ text }) => text).join('')).toBe(name)
      expect(clip(name, 40)).toBe(name)
    }
  })
})
