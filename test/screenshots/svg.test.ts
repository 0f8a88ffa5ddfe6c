import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { DARK } from '../../screenshots/palette.ts'
import { toSvg } from '../../screenshots/svg.ts'
import { openTestPty } from '../support/test-pty.ts'

/** A picture of what `printf` prints, as SVG and as pixels at the scale of the PNGs: 16 × 32 a cell. */
async function picture(text: string, columns: number, rows: number) {
  const program = openTestPty({ command: 'printf', args: [text], columns, rows })
  await program.exited
  const svg = toSvg({ cells: program.cells(), title: 'a <title> & more', look: DARK })
  const image = new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font: { loadSystemFonts: false } }).render()
  const { pixels, width } = image
  const left = (width - columns * 16) / 2
  const top = image.height - left - rows * 32
  /** The colour at a pixel, counted from the upper left corner of the screen. */
  const at = (x: number, y: number) => {
    const offset = ((top + y) * width + left + x) * 4
    return `#${pixels.subarray(offset, offset + 3).toString('hex')}`
  }
  const colours = (x: number, y: number, wide: number, high: number) => {
    const found = new Set<string>()
    for (let dy = 0; dy < high; dy++) for (let dx = 0; dx < wide; dx++) found.add(at(x + dx, y + dy))
    return [...found]
  }
  return { svg, at, colours }
}

describe('drawn characters', () => {
  it('fill the screen without a seam', async () => {
    const { colours } = await picture('\\033[31m\\033[?7l████\\n\\r▀▀▀▀\\n\\r▌▐▌▐', 4, 3)
    expect(colours(0, 0, 64, 32 + 16)).toEqual(['#cd0000'])
    expect(colours(0, 48, 64, 16)).toEqual([DARK.background])
    expect(colours(0, 64, 8, 32)).toEqual(['#cd0000'])
    expect(colours(8, 64, 16, 32)).toEqual([DARK.background])
  })

  it('join as lines across cells, round corners too', async () => {
    const { at } = await picture('\\033[32m╭─╮\\n\\r│ ├\\n\\r╰─╯', 3, 3)
    const line = '#00cd00'
    for (let x = 16; x < 32; x++) expect([x, at(x, 15), at(x, 80)]).toEqual([x, line, line])
    for (let y = 24; y < 72; y++) expect([y, at(7, y), at(40, y)]).toEqual([y, line, line])
    expect([at(7, 15), at(40, 80)]).not.toContain(line)
    expect(at(47, 48)).toBe(line)
  })

  it('are mixed for shades, over their own background', async () => {
    const { colours } = await picture('\\033[38;2;255;255;255;48;2;0;0;0m▒▓', 2, 1)
    expect(colours(0, 0, 16, 32)).toEqual(['#808080'])
    expect(colours(16, 0, 16, 32)).toEqual(['#bfbfbf'])
  })

  it('lie over every background, whichever colour was drawn first', async () => {
    const { colours } = await picture('\\033[41m \\033[31;44m▌', 2, 1)
    expect(colours(16, 0, 8, 32)).toEqual(['#cd0000'])
    expect(colours(24, 0, 8, 32)).toEqual(['#0000ee'])
  })

  it('are underlined across blanks', async () => {
    const { colours } = await picture('\\033[4;33m  ', 2, 1)
    expect(colours(0, 28, 32, 2)).toEqual(['#cdcd00'])
  })
})

describe('text', () => {
  const texts = (svg: string) =>
    [...svg.matchAll(/<text x="(\d+)" y="[\d.]+" textLength="(\d+)"[^>]*>([^<]*)</g)].map(([, x, length, text]) => [
      Number(x) / 8,
      Number(length) / 8,
      text,
    ])

  it('stands in stretches that begin at their cell and are as long as their cells', async () => {
    const { svg } = await picture('  ab cd   ef', 20, 1)
    expect(texts(svg)).toEqual([
      [2, 5, 'ab cd'],
      [10, 2, 'ef'],
    ])
  })

  it('is cut where its look changes', async () => {
    const { svg } = await picture('one \\033[1;35mtwo\\033[0m\\033[3mx', 20, 1)
    expect(texts(svg)).toEqual([
      [0, 3, 'one'],
      [4, 3, 'two'],
      [7, 1, 'x'],
    ])
    expect(svg).toMatch(/fill="#cd00cd" font-weight="bold">two</)
    expect(svg).toMatch(/font-style="italic">x</)
  })

  it('takes two cells a wide character, and one each symbol', async () => {
    const { svg } = await picture('a漢▲b', 20, 1)
    expect(texts(svg)).toEqual([
      [0, 1, 'a'],
      [1, 2, '漢'],
      [3, 1, '▲'],
      [4, 1, 'b'],
    ])
  })

  it('is escaped', async () => {
    const { svg } = await picture('<b>&"', 20, 1)
    expect(texts(svg)).toEqual([[0, 5, '&#60;b&#62;&#38;&#34;']])
    expect(svg).toContain('<title>a &#60;title&#62; &#38; more</title>')
  })
})
