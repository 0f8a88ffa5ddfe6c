import { describe, expect, test } from 'vitest'
import { THEME_NAMES } from '../../src/model/theme-names.ts'
import { colourOf256, luminance, nearest256, type Rgb, rgb } from '../../src/terminal/colour.ts'
import { contrast } from '../../src/terminal/contrast.ts'
import { heatOf, ROLES, type Role, style } from '../../src/terminal/style.ts'
import { darkTheme, lightTheme, type Theme, themeFromEnvironment } from '../../src/terminal/theme.ts'
import { NAMED_THEMES, themeNamed } from '../../src/terminal/themes.ts'

const exact = (colour: Rgb) => colour
const in256 = (colour: Rgb) => colourOf256(nearest256(colour))

const BACKS = ROLES.filter(role => role.endsWith('Back'))
const DRAWN = new Set<Role>(['border', 'trough'])
/** Roles of text on the terminal's own background; `matchText` is only ever on its own. */
const TEXTS = ROLES.filter(
  role => role !== 'default' && role !== 'matchText' && !DRAWN.has(role) && !BACKS.includes(role),
)

function colourOf(theme: Theme, role: Role): Rgb {
  const look = role === 'default' ? undefined : theme.colours[role]
  if (look === undefined) throw new Error(`${theme.name} has no colour for ${role}`)
  return look.rgb
}

/** What dark and light terminals come with, beside the one that the theme assumes. */
const BACKGROUNDS = new Map([
  [darkTheme, [darkTheme.background, rgb('#000000'), rgb('#282a36')]],
  [lightTheme, [lightTheme.background, rgb('#fdf6e3')]],
])

const NAMED = NAMED_THEMES.flatMap(name => themeNamed(name) ?? [])

describe.each(NAMED)('the $name theme', theme => {
  test('has a colour for every role', () => {
    expect(Object.keys(theme.colours).sort()).toEqual(ROLES.filter(role => role !== 'default').sort())
  })

  test.each(TEXTS)('%s can be read', role => {
    for (const background of BACKGROUNDS.get(theme) ?? [theme.background]) {
      expect(contrast(colourOf(theme, role), background)).toBeGreaterThanOrEqual(4.5)
    }
  })

  test.each(TEXTS)('%s can be read in 256 colours', role => {
    expect(contrast(in256(colourOf(theme, role)), theme.background)).toBeGreaterThanOrEqual(4.5)
  })

  test.each([...DRAWN])('%s can be seen', role => {
    expect(contrast(colourOf(theme, role), theme.background)).toBeGreaterThanOrEqual(1.5)
    expect(contrast(in256(colourOf(theme, role)), theme.background)).toBeGreaterThanOrEqual(1.5)
  })

  const pairs: readonly [Role, Role][] = [
    ['selectionText', 'selectionBack'],
    ['headerText', 'headerBack'],
    ['headerText', 'sortedBack'],
    ['keyText', 'keyBack'],
    ['footerText', 'keyBack'],
    ['dialogText', 'dialogBack'],
    ['label', 'dialogBack'],
    ['dim', 'dialogBack'],
    ['matchText', 'matchBack'],
  ]
  test.each(pairs)('%s can be read on %s', (text, back) => {
    for (const shown of [exact, in256]) {
      expect(contrast(shown(colourOf(theme, text)), shown(colourOf(theme, back)))).toBeGreaterThanOrEqual(4.5)
    }
  })

  test.each(TEXTS)('%s stays legible in the selected row', role => {
    expect(contrast(colourOf(theme, role), colourOf(theme, 'selectionBack'))).toBeGreaterThanOrEqual(3)
  })

  test('what stands side by side in one bar has colours of its own', () => {
    for (const parts of [
      ['user', 'nice', 'system', 'irq', 'steal', 'iowait'],
      ['memoryUsed', 'memoryBuffers', 'memoryCache'],
      ['read', 'write'],
      ['receive', 'send'],
    ] as const) {
      const colours = parts.map(role => colourOf(theme, role).join())
      expect(new Set(colours).size, `${theme.name}: ${parts.join()} ${colours.join(' ')}`).toBe(parts.length)
    }
  })

  test('heat begins dim and ends in the strongest red', () => {
    const [r0, g0, b0] = colourOf(theme, 'heat0')
    expect(Math.max(r0, g0, b0) - Math.min(r0, g0, b0)).toBeLessThan(40)
    const [r, g, b] = colourOf(theme, 'heat20')
    expect(r).toBeGreaterThan(1.5 * Math.max(g, b))
    // The redder the hotter, from the middle on.
    const redness = Array.from({ length: 11 }, (_, i) => {
      const [red, green] = colourOf(theme, `heat${i + 10}`)
      return red - green
    })
    expect(redness).toEqual([...redness].sort((p, q) => p - q))
  })

  test('heat steps look alike in size: no jump a reader would take for a threshold', () => {
    const lightness = Array.from({ length: 21 }, (_, i) => Math.cbrt(luminance(colourOf(theme, `heat${i}`))))
    for (let i = 1; i < lightness.length; i++) {
      expect(Math.abs((lightness[i] ?? 0) - (lightness[i - 1] ?? 0))).toBeLessThan(0.04)
    }
  })

  test('selection, header and matches can be told from the rest without colours', () => {
    for (const role of ['selectionBack', 'headerBack', 'matchBack'] as const) {
      expect(theme.colours[role].mono).toBe('inverse')
    }
  })
})

test('themes are those that may be chosen', () => {
  expect(['auto', ...NAMED_THEMES]).toEqual(THEME_NAMES)
  expect(themeNamed('auto')).toBeUndefined()
  expect(themeNamed('toString')).toBeUndefined()
})

test('heat is the same colour for the same percentage; unknown is dim', () => {
  expect(heatOf(0)).toBe(style('heat0'))
  expect(heatOf(100)).toBe(style('heat20'))
  expect(heatOf(250)).toBe(style('heat20'))
  expect(heatOf(-1)).toBe(style('heat0'))
  expect(heatOf(undefined)).toBe(style('dim'))
})

test.each([
  ['15;0', 'dark'],
  ['0;15', 'light'],
  ['0;default;15', 'light'],
  ['12;7', 'light'],
  ['12;8', 'dark'],
  ['default;default', 'dark'],
  ['', 'dark'],
])('COLORFGBG=%s asks for the %s theme', (value, name) => {
  expect(themeFromEnvironment({ COLORFGBG: value }).name).toBe(name)
  expect(themeFromEnvironment({}).name).toBe('dark')
})
