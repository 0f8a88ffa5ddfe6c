import { boxLines } from './box-drawing.ts'

/**
 * Characters that fill their cell are drawn, not set in type: in no font do they join without gaps at every size.
 */

/** Left, top, right, bottom. */
export type Box = readonly [number, number, number, number]

/** How a character is drawn within a cell that begins at 0,0. */
export type Glyph =
  /** Areas with sharp edges. `share`: how much of the foreground colour they have over the background. */
  | { readonly kind: 'boxes'; readonly boxes: readonly Box[]; readonly share: number }
  /** Circles as centre x, centre y. */
  | { readonly kind: 'dots'; readonly centres: readonly (readonly [number, number])[]; readonly radius: number }
  /** A line of thickness 1 along an SVG path, which is given relative to where it begins. */
  | { readonly kind: 'line'; readonly from: readonly [number, number]; readonly path: string }

const SHADES: Readonly<Record<string, number>> = { '░': 0.25, '▒': 0.5, '▓': 0.75 }

/** Quadrants of U+2596 to U+259F as upper left 1, upper right 2, lower left 4, lower right 8. */
const QUADRANTS = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]

/** Bits of a braille pattern in the order of its code: column and row of each dot. */
const BRAILLE_DOTS = [
  ...([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 3],
    [1, 3],
  ] as const),
]

/** How to draw this character in a cell of that size; `undefined` where a font does it. */
export function glyphOf(char: string, width: number, height: number): Glyph | undefined {
  const code = char.charCodeAt(0)
  if (char.length !== 1 || code < 0x2500 || code > 0x28ff) return undefined
  if (code >= 0x2800) return braille(code - 0x2800, width, height)
  if (code <= 0x257f) {
    const boxes = boxLines(char, width, height)
    return boxes === undefined ? curve(char, width, height) : { kind: 'boxes', boxes, share: 1 }
  }
  if (code > 0x259f) return undefined
  return { kind: 'boxes', boxes: block(code, width, height), share: SHADES[char] ?? 1 }
}

function block(code: number, width: number, height: number): Box[] {
  if (code === 0x2580) return [[0, 0, width, height / 2]]
  if (code <= 0x2588) return [[0, height - (height * (code - 0x2580)) / 8, width, height]]
  if (code <= 0x258f) return [[0, 0, (width * (0x2590 - code)) / 8, height]]
  if (code === 0x2590) return [[width / 2, 0, width, height]]
  if (code <= 0x2593) return [[0, 0, width, height]]
  if (code === 0x2594) return [[0, 0, width, height / 8]]
  if (code === 0x2595) return [[(width * 7) / 8, 0, width, height]]
  const bits = QUADRANTS[code - 0x2596] ?? 0
  const [x, y] = [width / 2, height / 2]
  const quarters: Box[] = [
    [0, 0, x, y],
    [x, 0, width, y],
    [0, y, x, height],
    [x, y, width, height],
  ]
  return quarters.filter((_, i) => (bits & (1 << i)) !== 0)
}

function braille(bits: number, width: number, height: number): Glyph {
  const [column, row] = [width / 2, height / 4]
  const centres = BRAILLE_DOTS.filter((_, i) => (bits & (1 << i)) !== 0).map(
    ([x, y]) => [(x + 0.5) * column, (y + 0.5) * row] as const,
  )
  return { kind: 'dots', centres, radius: Math.min(column, row) * 0.42 }
}

function curve(char: string, width: number, height: number): Glyph | undefined {
  const [x, y] = [width / 2, height / 2]
  const rest = y - x
  switch (char) {
    case '╭':
      return { kind: 'line', from: [width, y], path: `a${x} ${x} 0 0 0 ${-x} ${x}v${rest}` }
    case '╮':
      return { kind: 'line', from: [0, y], path: `a${x} ${x} 0 0 1 ${x} ${x}v${rest}` }
    case '╯':
      return { kind: 'line', from: [0, y], path: `a${x} ${x} 0 0 0 ${x} ${-x}v${-rest}` }
    case '╰':
      return { kind: 'line', from: [width, y], path: `a${x} ${x} 0 0 1 ${-x} ${-x}v${-rest}` }
    case '╱':
      return { kind: 'line', from: [width, 0], path: `l${-width} ${height}` }
    case '╲':
      return { kind: 'line', from: [0, 0], path: `l${width} ${height}` }
    case '╳':
      return { kind: 'line', from: [0, 0], path: `l${width} ${height}m0 ${-height}l${-width} ${height}` }
    default:
      return undefined
  }
}
