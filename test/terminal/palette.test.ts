import { describe, expect, test } from 'vitest'
import { nearest256, rgb } from '../../src/terminal/colour.ts'
import { Palette } from '../../src/terminal/palette.ts'
import { BOLD, INVERSE, PLAIN, style, UNDERLINE } from '../../src/terminal/style.ts'
import { darkTheme, lightTheme } from '../../src/terminal/theme.ts'

describe('a style in words', () => {
  const warn = darkTheme.colours.warn.rgb
  const back = darkTheme.colours.headerBack.rgb

  test.each([
    ['truecolor', `\x1b[0;1;4;38;2;${warn.join(';')};48;2;${back.join(';')}m`],
    ['256', `\x1b[0;1;4;38;5;${nearest256(warn)};48;5;${nearest256(back)}m`],
    ['16', '\x1b[0;1;4;33;47m'],
    ['mono', '\x1b[0;1;4;1;7m'],
  ] as const)('%s', (depth, expected) => {
    const palette = new Palette(darkTheme, depth)
    const both = style('warn', 'headerBack', BOLD | UNDERLINE)
    expect([palette.select(both), palette.select(both)]).toEqual([expected, expected])
  })

  test('plain is the terminal’s own', () => {
    expect(new Palette(darkTheme, 'truecolor').select(PLAIN)).toBe('\x1b[m')
    expect(new Palette(lightTheme, 'mono').select(PLAIN)).toBe('\x1b[m')
  })

  test('of sixteen colours, what has none of them is bold or faint', () => {
    const palette = new Palette(darkTheme, '16')
    const roles = ['commandName', 'commandArgs', 'commandPath', 'label'] as const
    expect(roles.map(role => palette.select(style(role)))).toEqual(['\x1b[0;1m', '\x1b[0m', '\x1b[0;90m', '\x1b[0;2m'])
  })

  test('a role without a look of its own leaves a well-formed sequence', () => {
    const mono = new Palette(darkTheme, 'mono')
    expect(mono.select(style('text'))).toBe('\x1b[0m')
    expect(mono.select(style('text', 'default', INVERSE))).toBe('\x1b[0;7m')
    expect(mono.select(style('text', 'selectionBack'))).toBe('\x1b[0;7m')
  })
})

test('a colour in hexadecimal', () => {
  expect(rgb('#0a0b0c')).toEqual([10, 11, 12])
})
