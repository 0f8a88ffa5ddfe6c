/** How many colours a terminal shows. `mono`: none, only bold, faint, underline and inverse. */
export type ColourDepth = 'truecolor' | '256' | '16' | 'mono'

export interface ColourFlags {
  /** `--no-color` was given. */
  readonly noColour: boolean
}

/** Terminals that show 24-bit colours without saying so in COLORTERM, by the beginning of their TERM. */
const TRUECOLOR_TERMS =
  /^(alacritty|contour|foot|xterm-(kitty|ghostty|direct)|wezterm|tmux-direct|konsole-direct)|-direct$/
const COLOURLESS_TERMS = /^(dumb|unknown|vt[0-9]+|ansi-m|.*-m(ono)?)$/

/**
 * What the environment tells about colours. TERM and COLORTERM are only names: the terminal itself is not asked, as the
 * first frame does not wait.
 *
 * NO_COLOR follows https://no-color.org: set and not empty.
 */
export function colourDepth(env: NodeJS.ProcessEnv, flags: ColourFlags): ColourDepth {
  const term = (env['TERM'] ?? '').toLowerCase()
  if (flags.noColour || (env['NO_COLOR'] ?? '') !== '' || term === '' || COLOURLESS_TERMS.test(term)) return 'mono'
  // GNU screen hands on COLORTERM from outside, but knows no 24-bit colours before version 5.
  const insideScreen = term.startsWith('screen') && env['TMUX'] === undefined
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '') && !insideScreen) return 'truecolor'
  if (TRUECOLOR_TERMS.test(term)) return 'truecolor'
  // `xterm` is what containers and old set-ups call any terminal; all that call themselves so know 256 colours.
  if (term.includes('256color') || term === 'xterm' || env['TERM_PROGRAM'] === 'Apple_Terminal') return '256'
  return '16'
}

/** Red, green, blue, each 0–255. */
export type Rgb = readonly [number, number, number]

/** `#rrggbb` as red, green, blue. */
export function rgb(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16)
  return [n >> 16, (n >> 8) & 0xff, n & 0xff]
}

/** The levels of the 6×6×6 cube in the 256-colour palette. */
const CUBE = [0, 95, 135, 175, 215, 255] as const

function nearestLevel(value: number): number {
  let best = 0
  for (let i = 1; i < CUBE.length; i++) {
    if (Math.abs((CUBE[i] ?? 0) - value) < Math.abs((CUBE[best] ?? 0) - value)) best = i
  }
  return best
}

function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
}

/** The colour of the 256-colour palette that is nearest: 16–255, as users change the first sixteen. */
export function nearest256(colour: Rgb): number {
  const [r, g, b] = [nearestLevel(colour[0]), nearestLevel(colour[1]), nearestLevel(colour[2])]
  const fromCube: Rgb = [CUBE[r] ?? 0, CUBE[g] ?? 0, CUBE[b] ?? 0]
  const mean = (colour[0] + colour[1] + colour[2]) / 3
  const grey = Math.max(0, Math.min(23, Math.round((mean - 8) / 10)))
  const level = 8 + 10 * grey
  return distance(colour, [level, level, level]) < distance(colour, fromCube) ? 232 + grey : 16 + 36 * r + 6 * g + b
}

/** The colour of the 256-colour palette at this index, from 16 on, as xterm has it. */
export function colourOf256(index: number): Rgb {
  if (index >= 232) {
    const level = 8 + 10 * (index - 232)
    return [level, level, level]
  }
  const n = index - 16
  return [CUBE[Math.floor(n / 36)] ?? 0, CUBE[Math.floor(n / 6) % 6] ?? 0, CUBE[n % 6] ?? 0]
}

function toLinear(channel: number): number {
  const c = channel / 255
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
}

function fromLinear(value: number): number {
  const c = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
  return Math.round(255 * Math.min(1, Math.max(0, c)))
}

/** Relative luminance, 0–1: https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
export function luminance(colour: Rgb): number {
  return 0.2126 * toLinear(colour[0]) + 0.7152 * toLinear(colour[1]) + 0.0722 * toLinear(colour[2])
}

type Oklab = readonly [number, number, number]

/** https://bottosson.github.io/posts/oklab/: equal distances look equal. */
function toOklab(colour: Rgb): Oklab {
  const [r, g, b] = [toLinear(colour[0]), toLinear(colour[1]), toLinear(colour[2])]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromOklab([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** The colour a share (0–1) of the way between two, as the eye sees it. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const a = toOklab(from)
  const b = toOklab(to)
  return fromOklab([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share])
}
