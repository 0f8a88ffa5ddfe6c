import { describe, expect, it } from 'vitest'
import { LEAST_CONTRAST, weakPairs } from '../../src/terminal/legible.ts'
import { type Colour, ownTheme } from '../../src/terminal/own-theme.ts'
import { Palette } from '../../src/terminal/palette.ts'
import { style } from '../../src/terminal/style.ts'
import { darkTheme, type Named } from '../../src/terminal/theme.ts'
import { NAMED_THEMES, themeNamed } from '../../src/terminal/themes.ts'

const made = (colours: Partial<Record<Named, Colour>>, heat?: readonly Colour[], background?: Colour) =>
  ownTheme('mine', darkTheme, {
    background,
    heat,
    colours: new Map(Object.entries(colours) as [Named, Colour][]),
  })

describe('a theme made from another', () => {
  it('has its own colours, and the other ones', () => {
    const theme = made({ warn: '#ff00ff', tagged: 214, live: 10 }, undefined, 17)
    expect(theme.colours.warn).toEqual({ ...darkTheme.colours.warn, rgb: [255, 0, 255] })
    expect(theme.colours.tagged.rgb).toEqual([255, 175, 0])
    expect(theme.colours.live).toEqual({ ...darkTheme.colours.live, rgb: [0, 255, 0], ansi: 10 })
    expect(theme.colours.bad).toEqual(darkTheme.colours.bad)
    expect([theme.name, theme.background]).toEqual(['mine', [0, 0, 95]])
    expect(Object.keys(theme.colours)).toEqual(Object.keys(darkTheme.colours))
  })

  it('shows them at each depth', () => {
    const palette = (depth: ConstructorParameters<typeof Palette>[1]) =>
      new Palette(made({ warn: '#ff00ff', live: 10 }), depth)
    expect(palette('truecolor').select(style('warn'))).toBe('\x1b[0;38;2;255;0;255m')
    expect(palette('256').select(style('warn'))).toBe('\x1b[0;38;5;201m')
    expect(palette('16').select(style('live'))).toBe('\x1b[0;92m')
    // Of sixteen and of none it looks like the one that it is made from.
    for (const depth of ['16', 'mono'] as const)
      expect(palette(depth).select(style('warn'))).toBe(new Palette(darkTheme, depth).select(style('warn')))
  })

  it('has heat in even steps from the first colour to the last', () => {
    const { colours } = made({}, ['#000000', '#808080', '#ff0000'])
    expect([colours['heat0']?.rgb, colours['heat10']?.rgb, colours['heat20']?.rgb]).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 0, 0],
    ])
    expect(colours['heat20']).toMatchObject({ ansi: 9, mono: 'bold' })
    const two = made({}, ['#000000', '#ffffff']).colours
    expect(two['heat20']?.rgb).toEqual([255, 255, 255])
  })
})

describe('text that cannot be read well', () => {
  it('is found in no theme that comes with the program', () => {
    for (const name of NAMED_THEMES) {
      const theme = themeNamed(name)
      expect(theme && weakPairs(theme), name).toEqual([])
    }
  })

  it('is told by where it stands, the worst first', () => {
    const pairs = weakPairs(made({ warn: '#444444', dialogText: '#666666', border: '#1e1e1e' }))
    expect(pairs.map(({ text, back }) => [text, back])).toEqual([
      ['warn', 'default'],
      ['dialogText', 'dialogBack'],
      ['dialogText', 'default'],
    ])
    for (const { ratio } of pairs) expect(ratio).toBeLessThan(LEAST_CONTRAST)
    expect(weakPairs(made({}, undefined, '#ffffff')).length).toBeGreaterThan(20)
  })
})
