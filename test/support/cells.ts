import type { IBufferCell, Terminal } from '@xterm/headless'

/** The terminal's own colour, an index into the palette of 256, or a true colour. */
export type CellColour = 'default' | number | `#${string}`

/** One cell of the terminal's screen. */
export interface Cell {
  /** What stands in it, combining marks included; `''` in the second half of a wide character, `' '` where nothing is. */
  readonly text: string
  /** 1, or 2 for a wide character, whose second half has 0. */
  readonly width: number
  readonly foreground: CellColour
  readonly background: CellColour
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly inverse: boolean
  readonly strikethrough: boolean
}

/** The visible rows as text, trailing blanks cut. */
export function screenText(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active
  return Array.from({ length: terminal.rows }, (_, y) =>
    (buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '').trimEnd(),
  )
}

/** The visible cells, row by row. */
export function screenCells(terminal: Terminal): Cell[][] {
  const buffer = terminal.buffer.active
  return Array.from({ length: terminal.rows }, (_, y) => {
    const line = buffer.getLine(buffer.baseY + y)
    return Array.from({ length: terminal.cols }, (_, x) => readCell(line?.getCell(x) ?? buffer.getNullCell()))
  })
}

function readCell(cell: IBufferCell): Cell {
  const width = cell.getWidth()
  return {
    text: cell.getChars() || (width === 0 ? '' : ' '),
    width,
    foreground: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
    strikethrough: cell.isStrikethrough() !== 0,
  }
}

function colour(isDefault: boolean, isRgb: boolean, value: number): CellColour {
  if (isDefault) return 'default'
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value
}
