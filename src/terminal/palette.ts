import { type ColourDepth, nearest256, type Rgb } from './colour.ts'
import { BOLD, backgroundRole, foregroundRole, INVERSE, ROLES, type Style, UNDERLINE } from './style.ts'
import type { Look, MonoLook, Theme } from './theme.ts'

/**
 * A role travels as a colour number that no terminal has, `38;5;300`, and becomes a colour only in
 * {@link Palette.paint}: so the theme can change under a frame, and 24-bit and faint are possible.
 */
const FIRST_ROLE = 256

const selected = new Map<Style, string>()

/** The sequence that selects this style, whatever was before, its roles not yet coloured. */
export function selectStyle(style: Style): string {
  let sequence = selected.get(style)
  if (sequence === undefined) {
    sequence = sequenceOf(style)
    selected.set(style, sequence)
  }
  return sequence
}

function sequenceOf(style: Style): string {
  const foreground = foregroundRole(style)
  const background = backgroundRole(style)
  const list = [
    ...(style & BOLD ? ['1'] : []),
    ...(style & UNDERLINE ? ['4'] : []),
    ...(style & INVERSE ? ['7'] : []),
    ...(foreground === 0 ? [] : [`38;5;${FIRST_ROLE + foreground}`]),
    ...(background === 0 ? [] : [`48;5;${FIRST_ROLE + background}`]),
  ]
  return list.length === 0 ? '\x1b[m' : `\x1b[0;${list.join(';')}m`
}

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
      return ansiParameter(look.ansi, base)
    case 'mono':
      return MONO[look.mono]
  }
}

const SGR = /\x1b\[([\d;]+)m/g

/** What the roles look like on one terminal: a theme in the colours that there are. */
export class Palette {
  readonly background: Rgb
  readonly #theme: Theme
  readonly #depth: ColourDepth
  /** Few styles are ever used together, so each is put into words once. */
  readonly #written = new Map<string, string>()

  constructor(theme: Theme, depth: ColourDepth) {
    this.background = theme.background
    this.#theme = theme
    this.#depth = depth
  }

  /** The text for the terminal with the colours of its roles. Text without any costs one search. */
  paint(text: string): string {
    if (!text.includes('8;5;')) return text
    return text.replace(SGR, (_, list: string) => {
      const known = this.#written.get(list)
      if (known !== undefined) return known
      const written = this.#write(list)
      this.#written.set(list, written)
      return written
    })
  }

  /** Without regular expressions: compiling them takes longer than all the rest of a first frame's colours. */
  #write(list: string): string {
    const words = list.split(';')
    const written: string[] = []
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? ''
      const role = words[i + 1] === '5' ? Number(words[i + 2]) - FIRST_ROLE : -1
      if ((word !== '38' && word !== '48') || role < 0) {
        written.push(word)
        continue
      }
      const colour = this.#colour(role, word === '38' ? 30 : 40)
      if (colour !== '') written.push(colour)
      i += 2
    }
    return `\x1b[${written.join(';')}m`
  }

  #colour(number: number, base: 30 | 40): string {
    const role = ROLES[number]
    const look = role === undefined || role === 'default' ? undefined : this.#theme.colours[role]
    return look === undefined ? '' : parameters(look, this.#depth, base)
  }
}
