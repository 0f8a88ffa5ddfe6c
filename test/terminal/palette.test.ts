import { describe, expect, test } from 'vitest'
import { nearest256, rgb } from '../../src/terminal/colour.ts'
import { Palette, selectStyle } from '../../src/terminal/palette.ts'
import { BOLD, INVERSE, PLAIN, ROLES, style, UNDERLINE } from '../../src/terminal/style.ts'
import { darkTheme } from '../../src/terminal/theme.ts'

test('plain is the terminal’s own style, and every role has a number that no terminal has', () => {
  expect(selectStyle(PLAIN)).toBe('\x1b[m')
  for (const role of ROLES) {
    if (role === 'default') continue
    expect(Number(/38;5;(\d+)m$/.exec(selectStyle(style(role)))?.[1])).toBeGreaterThanOrEqual(256)
  }
  expect(new Set(ROLES.map(role => selectStyle(style(role)))).size).toBe(ROLES.length)
})

describe('painting', () => {
  const warn = darkTheme.colours.warn.rgb
  const back = darkTheme.colours.headerBack.rgb
  const both = selectStyle(style('warn', 'headerBack', BOLD | UNDERLINE))

  test.each([
    ['truecolor', `\x1b[0;1;4;38;2;${warn.join(';')};48;2;${back.join(';')}m`],
    ['256', `\x1b[0;1;4;38;5;${nearest256(warn)};48;5;${nearest256(back)}m`],
    ['16', '\x1b[0;1;4;33;47m'],
    ['mono', '\x1b[0;1;4;1;7m'],
  ] as const)('%s', (depth, expected) => {
    expect(new Palette(darkTheme, depth).paint(`a${both}b`)).toBe(`a${expected}b`)
  })

  test('a role without a look of its own leaves a well-formed sequence', () => {
    const mono = new Palette(darkTheme, 'mono')
    expect(mono.paint(selectStyle(style('text')))).toBe('\x1b[0m')
    expect(mono.paint(selectStyle(style('text', 'default', INVERSE)))).toBe('\x1b[0;7m')
    expect(mono.paint(selectStyle(style('text', 'selectionBack')))).toBe('\x1b[0;7m')
  })

  test('text that looks like a colour is no colour', () => {
    const name = 'proc 38;5;300m 48;5;258'
    expect(new Palette(darkTheme, 'truecolor').paint(`${name}${both}`)).toMatch(`${name}\x1b[0;1;4;38;2;`)
  })

  test('colours that are no roles stay', () => {
    expect(new Palette(darkTheme, 'truecolor').paint('\x1b[38;5;12m\x1b[m')).toContain('\x1b[m')
    expect(rgb('#0a0b0c')).toEqual([10, 11, 12])
  })
})
