import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colourDepth, luminance, mix, nearest256, rgb } from '../../src/terminal/colour.ts'
import { hasGlyphs, isUtf8 } from '../../src/terminal/locale.ts'
import { backgroundIn, isAttributes, isLight } from '../../src/terminal/report.ts'

describe('colour depth', () => {
  const depth = (env: NodeJS.ProcessEnv) => colourDepth(env, { noColour: false })

  test.each([
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'truecolor'],
    [{ TERM: 'xterm-256color', COLORTERM: '24bit' }, 'truecolor'],
    [{ TERM: 'xterm-kitty' }, 'truecolor'],
    [{ TERM: 'alacritty' }, 'truecolor'],
    [{ TERM: 'foot' }, 'truecolor'],
    [{ TERM: 'xterm-direct' }, 'truecolor'],
    [{ TERM: 'tmux-256color', COLORTERM: 'truecolor', TMUX: '/tmp/x' }, 'truecolor'],
    [{ TERM: 'screen-256color', COLORTERM: 'truecolor' }, '256'],
    [{ TERM: 'tmux-256color' }, '256'],
    [{ TERM: 'xterm' }, '256'],
    [{ TERM: 'linux' }, '16'],
    [{ TERM: 'rxvt' }, '16'],
    [{ TERM: 'never-heard-of' }, '16'],
    [{ TERM: 'vt100' }, 'mono'],
    [{ TERM: 'dumb' }, 'mono'],
    [{}, 'mono'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'mono'],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
  ])('%j is %s', (env, expected) => {
    expect(depth(env)).toBe(expected)
  })

  test('--no-color wins', () => {
    expect(colourDepth({ TERM: 'xterm-kitty' }, { noColour: true })).toBe('mono')
  })
})

describe('colours', () => {
  test('the nearest of the 256', () => {
    expect(nearest256([0, 0, 0])).toBe(16)
    expect(nearest256([255, 255, 255])).toBe(231)
    expect(nearest256([255, 0, 0])).toBe(196)
    expect(nearest256([128, 128, 128])).toBe(244)
    const channel = fc.nat(255)
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), colour => {
        const index = nearest256(colour)
        return index >= 16 && index <= 255
      }),
    )
  })

  test('mixing begins and ends with the colours, and passes greys between greys', () => {
    expect(mix(rgb('#102030'), rgb('#ff8800'), 0)).toEqual([0x10, 0x20, 0x30])
    expect(mix(rgb('#102030'), rgb('#ff8800'), 1)).toEqual([0xff, 0x88, 0])
    const [r, g, b] = mix(rgb('#000000'), rgb('#ffffff'), 0.5)
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThanOrEqual(1)
  })

  test('luminance of the ends', () => {
    expect(luminance([0, 0, 0])).toBe(0)
    expect(luminance([255, 255, 255])).toBeCloseTo(1)
  })
})

describe('the locale', () => {
  test.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{}, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
    [{ LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }, false],
  ])('%j: UTF-8 %s', (env, utf8) => {
    expect(isUtf8(env)).toBe(utf8)
  })

  test('the Linux console has no braille', () => {
    expect(hasGlyphs({ TERM: 'linux' })).toBe(false)
    expect(hasGlyphs({ TERM: 'xterm-256color' })).toBe(true)
  })
})

describe('reports', () => {
  test.each([
    ['\x1b]11;rgb:ffff/ffff/ffff\x1b\\', [255, 255, 255]],
    ['\x1b]11;rgb:00/80/ff\x07', [0, 128, 255]],
    ['\x1b]11;rgb:f/0/0\x07', [255, 0, 0]],
    ['\x1b]11;rgba:0000/0000/0000/ffff\x07', [0, 0, 0]],
    ['\x1b]10;rgb:0/0/0\x07', undefined],
    ['\x1b]11;?\x07', undefined],
    ['\x1b[?62c', undefined],
  ])('%j has the background %j', (sequence, background) => {
    expect(backgroundIn(sequence)?.map(Math.round)).toEqual(background)
  })

  test('attributes', () => {
    expect(isAttributes('\x1b[?62;4c')).toBe(true)
    expect(isAttributes('\x1b[>0;0;0c')).toBe(false)
  })

  test.each([
    ['#000000', false],
    ['#282a36', false],
    ['#002b36', false],
    ['#ffffff', true],
    ['#fdf6e3', true],
    ['#a0a0a0', true],
  ])('%s is light: %s', (hex, light) => {
    expect(isLight(rgb(hex))).toBe(light)
  })
})
