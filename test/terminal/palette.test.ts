import { describe, expect, test } from 'vitest'
import { nearest256, rgb } from '../../src/terminal/colour.ts'
import { attributeOf, Palette } from '../../src/terminal/palette.ts'
import { BOLD, INVERSE, PLAIN, ROLES, style, UNDERLINE } from '../../src/terminal/style.ts'
import { darkTheme } from '../../src/terminal/theme.ts'

/** What blessed writes for a style. */
function written(s: number): string {
  const attribute = attributeOf(s)
  const parameters = []
  const flags = attribute >> 18
  for (const [bit, parameter] of [
    [1, 1],
    [2, 4],
    [8, 7],
  ] as const)
    if ((flags & bit) !== 0) parameters.push(parameter)
  if ((attribute & 0x1ff) !== 0x1ff) parameters.push(`48;5;${attribute & 0x1ff}`)
  if (((attribute >> 9) & 0x1ff) !== 0x1ff) parameters.push(`38;5;${(attribute >> 9) & 0x1ff}`)
  return `\x1b[${parameters.join(';')}m`
}

test('plain is blessed’s own default, and every role has a number that blessed passes on', () => {
  expect(attributeOf(PLAIN)).toBe((0x1ff << 9) | 0x1ff)
  for (const role of ROLES) {
    const number = (attributeOf(style(role)) >> 9) & 0x1ff
    if (role !== 'default') expect(number).toBeGreaterThanOrEqual(256)
    expect(number).toBeLessThan(role === 'default' ? 0x200 : 0x1ff)
  }
  expect(new Set(ROLES.map(role => attributeOf(style(role)))).size).toBe(ROLES.length)
})

describe('painting', () => {
  const warn = darkTheme.colours.warn.rgb
  const back = darkTheme.colours.headerBack.rgb
  const both = written(style('warn', 'headerBack', BOLD | UNDERLINE))

  test.each([
    ['truecolor', `\x1b[1;4;48;2;${back.join(';')};38;2;${warn.join(';')}m`],
    ['256', `\x1b[1;4;48;5;${nearest256(back)};38;5;${nearest256(warn)}m`],
    ['16', '\x1b[1;4;47;33m'],
    ['mono', '\x1b[1;4;7;1m'],
  ] as const)('%s', (depth, expected) => {
    expect(new Palette(darkTheme, depth).paint(`a${both}b`)).toBe(`a${expected}b`)
  })

  test('a role without a look of its own leaves a well-formed sequence', () => {
    const mono = new Palette(darkTheme, 'mono')
    expect(mono.paint(written(style('text')))).toBe('\x1b[m')
    expect(mono.paint(written(style('text', 'default', INVERSE)))).toBe('\x1b[7m')
    expect(mono.paint(written(style('text', 'selectionBack')))).toBe('\x1b[7m')
  })

  test('text that looks like a colour is no colour', () => {
    const name = 'proc 38;5;300m 48;5;258'
    expect(new Palette(darkTheme, 'truecolor').paint(`${name}${both}`)).toMatch(`${name}\x1b[1;4;48;2;`)
  })

  test('colours that are no roles stay', () => {
    expect(new Palette(darkTheme, 'truecolor').paint('\x1b[38;5;12m\x1b[m')).toContain('\x1b[m')
    expect(rgb('#0a0b0c')).toEqual([10, 11, 12])
  })
})
