import { colourOf256, mix, type Rgb, rgb } from './colour.ts'
import { HEAT_STEPS } from './style.ts'
import type { Look, Named, Theme } from './theme.ts'

/** `#rrggbb`, or one of the 256 colours by its number. */
export type Colour = string | number

/** What a theme has other than the one that it is made from. */
export interface ThemeChanges {
  readonly background: Colour | undefined
  readonly colours: ReadonlyMap<Named, Colour>
  /** From 0 to 100 percent in even steps, two at least. */
  readonly heat: readonly Colour[] | undefined
}

/** The first sixteen of the 256 colours as xterm has them; elsewhere they may be any. */
// biome-ignore format: a table reads better in two rows
const FIRST_SIXTEEN = [
  '#000000', '#cd0000', '#00cd00', '#cdcd00', '#0000ee', '#cd00cd', '#00cdcd', '#e5e5e5',
  '#7f7f7f', '#ff0000', '#00ff00', '#ffff00', '#5c5cff', '#ff00ff', '#00ffff', '#ffffff',
]

/**
 * A theme made from another. Of sixteen colours each role keeps what the other theme has for it, unless it is set to one
 * of them; and so it does without colours.
 */
export function ownTheme(name: string, from: Theme, { background, colours, heat }: ThemeChanges): Theme {
  const changed = new Map<string, Look>()
  for (const [role, colour] of colours) changed.set(role, lookOf(colour, from.colours[role]))
  const stops = heat?.map(rgbOf)
  for (let i = 0; stops !== undefined && i < HEAT_STEPS; i++) {
    const look = from.colours[`heat${i}`]
    if (look !== undefined) changed.set(`heat${i}`, { ...look, rgb: heatAt(stops, i / (HEAT_STEPS - 1)) })
  }
  return {
    name,
    background: background === undefined ? from.background : rgbOf(background),
    colours: { ...from.colours, ...Object.fromEntries(changed) },
  }
}

function lookOf(colour: Colour, from: Look): Look {
  const ansi = typeof colour === 'number' && colour < FIRST_SIXTEEN.length ? colour : from.ansi
  return { ...from, rgb: rgbOf(colour), ansi }
}

function rgbOf(colour: Colour): Rgb {
  if (typeof colour === 'string') return rgb(colour)
  const first = FIRST_SIXTEEN[colour]
  return first === undefined ? colourOf256(colour) : rgb(first)
}

/** @param share 0–1 of the way from the first to the last */
function heatAt(stops: readonly Rgb[], share: number): Rgb {
  const at = share * (stops.length - 1)
  const before = Math.min(Math.floor(at), stops.length - 2)
  const [from, to] = [stops[before], stops[before + 1]]
  if (from === undefined || to === undefined) throw new Error('a gradient needs two colours')
  return mix(from, to, at - before)
}
