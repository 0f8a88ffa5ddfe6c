import type { Cell } from '../test/support/cells.ts'
import { type Box, glyphOf } from './glyphs.ts'
import { type Hex, type Look, mix, type Paint, paintOf } from './palette.ts'

/**
 * A terminal's screen as SVG. A cell is 8 × 16, so that halves, quarters and eighths of it fall on whole pixels at the
 * scale of 2 that pictures are made with.
 */
const CELL_WIDTH = 8
const CELL_HEIGHT = 16
/** DejaVu Sans Mono's letters are 0.602 of its size wide: at this size just a cell. */
const FONT_SIZE = 13.29
const BASELINE = 12.5
const FONTS = "'DejaVu Sans Mono', ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace"

const PADDING = 12
const TITLE_BAR = 30
const CORNER = 9

export interface Picture {
  readonly cells: readonly (readonly Cell[])[]
  readonly title: string
  readonly look: Look
}

/** Draws a terminal window with this screen. */
export function toSvg({ cells, title, look }: Picture): string {
  const columns = Math.max(0, ...cells.map(row => row.length))
  const width = columns * CELL_WIDTH + 2 * PADDING
  const height = cells.length * CELL_HEIGHT + 2 * PADDING + TITLE_BAR
  const screen = drawScreen(cells, look)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${xmlText(title)}</title>
${frame(width, height, title, look)}
<g transform="translate(${PADDING} ${TITLE_BAR + PADDING})">
<g shape-rendering="crispEdges">
${screen.shapes('back')}
${screen.shapes('box')}
</g>
${screen.shapes('dot')}
<g fill="none" stroke-width="1">
${screen.shapes('line')}
</g>
<g font-family="${FONTS}" font-size="${FONT_SIZE}">
${screen.texts.join('\n')}
</g>
</g>
</svg>
`
}

function frame(width: number, height: number, title: string, look: Look): string {
  const inside = `x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="${CORNER}"`
  const buttons = [0, 1, 2].map(
    i => `<circle cx="${18 + i * 18}" cy="${TITLE_BAR / 2}" r="5.5" fill="${look.button}"/>`,
  )
  const bar = `M0.5 ${TITLE_BAR}V${CORNER + 0.5}a${CORNER} ${CORNER} 0 0 1 ${CORNER} ${-CORNER}H${width - CORNER - 0.5}a${CORNER} ${CORNER} 0 0 1 ${CORNER} ${CORNER}V${TITLE_BAR}z`
  return `<rect ${inside} fill="${look.background}"/>
<path d="${bar}" fill="${look.titleBar}"/>
<rect ${inside} fill="none" stroke="${look.edge}"/>
${buttons.join('')}
<text x="${width / 2}" y="${TITLE_BAR / 2 + 4.5}" text-anchor="middle" font-family="${FONTS}" font-size="12" fill="${look.title}">${xmlText(title)}</text>`
}

/** Backgrounds lie below all that is drawn in front of them, whichever colour comes first. */
type Layer = 'back' | 'box' | 'dot' | 'line'

/** What is drawn, gathered by colour, so that one element carries all shapes of a colour. */
class Canvas {
  readonly texts: string[] = []
  readonly #layers: Record<Layer, Map<Hex, string[]>> = {
    back: new Map(),
    box: new Map(),
    dot: new Map(),
    line: new Map(),
  }

  add(layer: Layer, colour: Hex, path: string): void {
    const paths = this.#layers[layer].get(colour)
    if (paths === undefined) this.#layers[layer].set(colour, [path])
    else paths.push(path)
  }

  shapes(layer: Layer): string {
    const paint = layer === 'line' ? 'stroke' : 'fill'
    return [...this.#layers[layer]]
      .map(([colour, paths]) => `<path ${paint}="${colour}" d="${paths.join('')}"/>`)
      .join('\n')
  }
}

function drawScreen(cells: Picture['cells'], look: Look): Canvas {
  const canvas = new Canvas()
  for (const [y, row] of cells.entries()) {
    drawBackgrounds(canvas, row, y, look)
    drawRow(canvas, row, y, look)
  }
  return canvas
}

function drawBackgrounds(canvas: Canvas, row: readonly Cell[], y: number, look: Look): void {
  for (const run of runs(row, (a, b) => paintOf(a, look).background === paintOf(b, look).background)) {
    const { background } = paintOf(run.first, look)
    if (background !== look.background)
      canvas.add('back', background, boxPath(run.x, y, [0, 0, run.length * CELL_WIDTH, CELL_HEIGHT]))
  }
}

function drawRow(canvas: Canvas, row: readonly Cell[], y: number, look: Look): void {
  for (const run of runs(row, (a, b) => sameType(a, b, look))) {
    const paint = paintOf(run.first, look)
    const cells = row.slice(run.x, run.x + run.length)
    for (const [i, cell] of cells.entries()) drawGlyph(canvas, cell, run.x + i, y, paint)
    drawTexts(canvas, cells, run, y, paint)
    const line = (top: number): Box => [0, top, run.length * CELL_WIDTH, top + 1]
    if (run.first.underline) canvas.add('box', paint.foreground, boxPath(run.x, y, line(14)))
    if (run.first.strikethrough) canvas.add('box', paint.foreground, boxPath(run.x, y, line(8)))
  }
}

function drawGlyph(canvas: Canvas, cell: Cell, x: number, y: number, paint: Paint): void {
  const glyph = glyphOf(cell.text, CELL_WIDTH, CELL_HEIGHT)
  if (glyph === undefined) return
  if (glyph.kind === 'boxes') {
    const colour = mix(paint.background, paint.foreground, glyph.share)
    for (const box of glyph.boxes) canvas.add('box', colour, boxPath(x, y, box))
  } else if (glyph.kind === 'dots') {
    for (const centre of glyph.centres) canvas.add('dot', paint.foreground, circlePath(x, y, centre, glyph.radius))
  } else {
    const [fromX, fromY] = glyph.from
    canvas.add('line', paint.foreground, `M${x * CELL_WIDTH + fromX} ${y * CELL_HEIGHT + fromY}${glyph.path}`)
  }
}

/** Words and single spaces between them are one text; what a font might draw wider than its cell stands alone. */
function drawTexts(canvas: Canvas, cells: readonly Cell[], { first, x }: Run, y: number, paint: Paint): void {
  let text = ''
  let start = 0
  const flush = () => {
    const words = text.trimEnd()
    if (words !== '') canvas.texts.push(textElement(words, x + start, y, first, paint, words.length))
    text = ''
  }
  for (const [i, cell] of cells.entries()) {
    const joins = cell.text !== ' ' || (text !== '' && !text.endsWith(' '))
    if (joins && /^[\x20-\x7e\u00a1-\u024f]$/.test(cell.text)) {
      if (text === '') start = i
      text += cell.text
      continue
    }
    flush()
    const drawn = cell.text === ' ' || cell.width === 0 || glyphOf(cell.text, CELL_WIDTH, CELL_HEIGHT) !== undefined
    if (!drawn) canvas.texts.push(textElement(cell.text, x + i, y, first, paint, cell.width))
  }
  flush()
}

function textElement(text: string, x: number, y: number, style: Cell, paint: Paint, columns: number): string {
  const type = `${style.bold ? ' font-weight="bold"' : ''}${style.italic ? ' font-style="italic"' : ''}`
  const place = `x="${x * CELL_WIDTH}" y="${y * CELL_HEIGHT + BASELINE}"`
  const fit = `textLength="${columns * CELL_WIDTH}" lengthAdjust="spacingAndGlyphs"`
  return `<text ${place} ${fit} fill="${paint.foreground}"${type}>${xmlText(text)}</text>`
}

interface Run {
  readonly first: Cell
  readonly x: number
  readonly length: number
}

/** Neighbouring cells that are alike, as stretches. */
function runs(row: readonly Cell[], alike: (a: Cell, b: Cell) => boolean): Run[] {
  const found: Run[] = []
  row.forEach((cell, x) => {
    const last = found.at(-1)
    if (last !== undefined && alike(last.first, cell)) found[found.length - 1] = { ...last, length: last.length + 1 }
    else found.push({ first: cell, x, length: 1 })
  })
  return found
}

function sameType(a: Cell, b: Cell, look: Look): boolean {
  const [one, other] = [paintOf(a, look), paintOf(b, look)]
  return (
    one.foreground === other.foreground &&
    one.background === other.background &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.strikethrough === b.strikethrough
  )
}

function boxPath(x: number, y: number, [left, top, right, bottom]: Box): string {
  return `M${round(x * CELL_WIDTH + left)} ${round(y * CELL_HEIGHT + top)}h${round(right - left)}v${round(bottom - top)}h${round(left - right)}z`
}

function circlePath(x: number, y: number, [cx, cy]: readonly [number, number], radius: number): string {
  const arc = `a${radius} ${radius} 0 1 0`
  return `M${round(x * CELL_WIDTH + cx - radius)} ${round(y * CELL_HEIGHT + cy)}${arc} ${2 * radius} 0${arc} ${-2 * radius} 0`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function xmlText(text: string): string {
  return text.replace(/[&<>"]/g, char => `&#${char.charCodeAt(0)};`)
}
