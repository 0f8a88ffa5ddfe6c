import { type ColourDepth, nearest256, type Rgb } from './colour.ts'
import { BOLD, backgroundRole, foregroundRole, INVERSE, PLAIN, ROLES, type Style, UNDERLINE } from './style.ts'
import type { Look, MonoLook, Theme } from './theme.ts'

const MONO: Readonly<Record<MonoLook, string>> = { plain: '', bold: '1', faint: '2', underline: '4', inverse: '7' }

function ansiParameter(colour: Look['ansi'], base: 30 | 40): string {
  if (colour === 'default') return ''
  return String(colour < 8 ? base + colour : base + 60 + colour - 8)
}

/** The parameters of SGR (ECMA-48 8.3.117) for a look, as foreground (base 30) or background (40). */
function parameters(look: Look, depth: ColourDepth, base: 30 | 40): string {
  const extended = base + 8
  switch (depth) {
    case 'truecolor':
      return `${extended};2;${look.rgb.join(';')}`
    case '256':
      return `${extended};5;${nearest256(look.rgb)}`
    case '16':
      // What has no colour of its own is told from the rest as it is where there are none.
      return look.ansi === 'default' && base === 30 ? MONO[look.mono] : ansiParameter(look.ansi, base)
    case 'mono':
      return MONO[look.mono]
  }
}

/** What the roles look like on one terminal: a theme in the colours that there are. */
export class Palette {
  readonly background: Rgb
  readonly #theme: Theme
  readonly #depth: ColourDepth
  /** Few styles are ever used together, so each is put into words once. */
  readonly #written = new Map<Style, string>()

  constructor(theme: Theme, depth: ColourDepth) {
    this.background = theme.background
    this.#theme = theme
    this.#depth = depth
  }

  /** The sequence that selects this style, whatever was before. */
  select(style: Style): string {
    let sequence = this.#written.get(style)
    if (sequence === undefined) {
      sequence = this.#sequenceOf(style)
      this.#written.set(style, sequence)
    }
    return sequence
  }

  #sequenceOf(style: Style): string {
    if (style === PLAIN) return '\x1b[m'
    const list = [
      '0',
      style & BOLD ? '1' : '',
      style & UNDERLINE ? '4' : '',
      style & INVERSE ? '7' : '',
      this.#colour(foregroundRole(style), 30),
      this.#colour(backgroundRole(style), 40),
    ]
    return `\x1b[${list.filter(parameter => parameter !== '').join(';')}m`
  }

  #colour(number: number, base: 30 | 40): string {
    const role = ROLES[number]
    const look = role === undefined || role === 'default' ? undefined : this.#theme.colours[role]
    return look === undefined ? '' : parameters(look, this.#depth, base)
  }
}
