import type { Cell, CellColour } from '../test/support/cells.ts'

export type Hex = `#${string}`

/** The colours of a terminal window: what a program cannot know but by asking (OSC 11). */
export interface Look {
  readonly background: Hex
  readonly foreground: Hex
  readonly titleBar: Hex
  readonly title: Hex
  readonly edge: Hex
  readonly button: Hex
}

export const DARK: Look = {
  background: '#14161b',
  foreground: '#d4d8df',
  titleBar: '#1c1f26',
  title: '#8b929e',
  edge: '#2c313a',
  button: '#3a404b',
}

export const LIGHT: Look = {
  background: '#fbfbf9',
  foreground: '#2a2e35',
  titleBar: '#eeeeeb',
  title: '#74787f',
  edge: '#d3d3cf',
  button: '#cdcdc8',
}

/** xterm's own sixteen. https://invisible-island.net/xterm/manpage/xterm.html#VT100-Widget-Resources:color0 */
const SIXTEEN: readonly Hex[] = [
  ...(['#000000', '#cd0000', '#00cd00', '#cdcd00', '#0000ee', '#cd00cd', '#00cdcd', '#e5e5e5'] as const),
  ...(['#7f7f7f', '#ff0000', '#00ff00', '#ffff00', '#5c5cff', '#ff00ff', '#00ffff', '#ffffff'] as const),
]

const CUBE_STEPS: readonly number[] = [0, 95, 135, 175, 215, 255]

/** A colour of xterm's palette of 256: sixteen named ones, a cube of 6 × 6 × 6, and 24 greys. */
export function paletteColour(index: number): Hex {
  const named = SIXTEEN[index]
  if (named !== undefined) return named
  if (!Number.isInteger(index) || index < 0 || index > 255) throw new RangeError(`the palette has no colour ${index}`)
  if (index >= 232) return hex([8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10])
  const cube = index - 16
  const step = (place: number) => CUBE_STEPS[Math.floor(cube / place) % 6] ?? 0
  return hex([step(36), step(6), step(1)])
}

export interface Paint {
  readonly foreground: Hex
  readonly background: Hex
}

/** The two colours that a cell is drawn with, once inverse and dim have been applied. */
export function paintOf(cell: Cell, look: Look): Paint {
  const own = resolve(cell.foreground, look.foreground)
  const behind = resolve(cell.background, look.background)
  const [foreground, background] = cell.inverse ? [behind, own] : [own, behind]
  return { foreground: cell.dim ? mix(background, foreground, 0.6) : foreground, background }
}

function resolve(colour: CellColour, byDefault: Hex): Hex {
  if (colour === 'default') return byDefault
  return typeof colour === 'number' ? paletteColour(colour) : colour
}

/** `share` of the upper colour over the lower one. */
export function mix(lower: Hex, upper: Hex, share: number): Hex {
  const above = channels(upper)
  return hex(channels(lower).map((value, i) => Math.round(value + ((above[i] ?? value) - value) * share)))
}

function channels(colour: Hex): number[] {
  return [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
}

function hex(values: readonly number[]): Hex {
  return `#${values.map(value => value.toString(16).padStart(2, '0')).join('')}`
}
