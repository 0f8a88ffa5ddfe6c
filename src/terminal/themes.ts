/** Themes to choose from by name, beside the two that follow the terminal's background. */
import { mix, type Rgb, rgb } from './colour.ts'
import { contrast, type Ground, readable } from './contrast.ts'
import {
  DARK_HEAT,
  DARK_ROWS,
  darkTheme,
  type HeatStop,
  LIGHT_HEAT,
  LIGHT_ROWS,
  lightTheme,
  type Named,
  type Row,
  type Theme,
  theme,
} from './theme.ts'

/** The colours that a palette is known by. */
export interface Tones {
  readonly background: string
  readonly text: string
  readonly dim: string
  readonly red: string
  readonly orange: string
  readonly yellow: string
  readonly green: string
  readonly cyan: string
  readonly blue: string
  readonly magenta: string
}

type Tone = keyof Tones | 'label' | 'border' | 'selection' | 'bar' | 'sorted' | 'dialog'

const TONE_OF: Readonly<Record<Named, Tone>> = {
  text: 'text',
  dim: 'dim',
  label: 'label',
  title: 'text',
  border: 'border',
  accent: 'blue',
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  user: 'green',
  nice: 'blue',
  system: 'orange',
  iowait: 'label',
  irq: 'yellow',
  steal: 'magenta',
  guest: 'cyan',
  memoryUsed: 'green',
  memoryBuffers: 'blue',
  memoryCache: 'yellow',
  memoryFree: 'dim',
  swap: 'orange',
  read: 'green',
  write: 'orange',
  receive: 'blue',
  send: 'magenta',
  commandName: 'text',
  commandPath: 'dim',
  commandArgs: 'label',
  kernelThread: 'dim',
  trough: 'border',
  selectionText: 'text',
  selectionBack: 'selection',
  headerText: 'text',
  headerBack: 'bar',
  sortedBack: 'sorted',
  keyText: 'text',
  keyBack: 'bar',
  footerText: 'label',
  dialogText: 'text',
  dialogBack: 'dialog',
  matchText: 'background',
  matchBack: 'yellow',
  tagged: 'yellow',
  troubleText: 'red',
  live: 'green',
  paused: 'yellow',
}

const GROUNDS: readonly Tone[] = ['background', 'border', 'selection', 'bar', 'sorted', 'dialog']

/** A theme of a palette: every colour as little changed as it takes to be read wherever it stands. */
function themeOf(name: string, tones: Tones, heat?: readonly HeatStop[]): Theme {
  const isLight = contrast(rgb(tones.background), [0, 0, 0]) > contrast(rgb(tones.background), [255, 255, 255])
  const [rows, usualHeat] = isLight ? [LIGHT_ROWS, LIGHT_HEAT] : [DARK_ROWS, DARK_HEAT]
  const colours = coloursOf(tones, isLight)
  const named = Object.entries(TONE_OF).map(([role, tone]): [string, Row] => {
    const [, ansi, mono] = rows[role as Named]
    const hex = hexOf(colours.of(tone))
    return [role, mono === undefined ? [hex, ansi] : [hex, ansi, mono]]
  })
  return theme(
    name,
    tones.background,
    Object.fromEntries(named) as Record<Named, Row>,
    readableHeat(heat ?? usualHeat, colours.words),
  )
}

/** The gradient with every point as little changed as it takes. */
function readableHeat(stops: readonly HeatStop[], words: readonly Ground[]): HeatStop[] {
  return stops.map(([pct, hex, ansi, mono]) => {
    const readableHex = hexOf(readable(rgb(hex), words))
    return mono === undefined ? [pct, readableHex, ansi] : [pct, readableHex, ansi, mono]
  })
}

function hexOf(colour: Rgb): string {
  return `#${Buffer.from(colour).toString('hex')}`
}

/** `words`: where most words stand, and how far they have to stand out from it. */
function coloursOf(tones: Tones, isLight: boolean): { of(tone: Tone): Rgb; readonly words: readonly Ground[] } {
  const [background, text, blue] = [rgb(tones.background), rgb(tones.text), rgb(tones.blue)]
  const grounds: Partial<Record<Tone, Rgb>> = {
    background,
    border: mix(background, text, 0.4),
    selection: mix(background, blue, isLight ? 0.22 : 0.3),
    bar: mix(background, text, 0.1),
    sorted: mix(background, text, 0.17),
    dialog: mix(background, text, 0.05),
  }
  const ground = (tone: Tone, least: number): Ground => ({ colour: grounds[tone] ?? background, least })
  const words = [ground('background', 4.6), ground('dialog', 4.6), ground('bar', 4.6), ground('selection', 3.1)]
  // What stands in the title of the sorted column too.
  const main = [...words, ground('sorted', 4.6), ground('selection', 4.6)]
  const known = new Map<Tone, Rgb>()
  const find = (tone: Tone): Rgb => {
    if (GROUNDS.includes(tone)) return grounds[tone] ?? background
    const colour = tone === 'label' ? mix(rgb(tones.dim), text, 0.4) : rgb(tones[tone as keyof Tones])
    return readable(colour, tone === 'text' ? main : words)
  }
  return {
    words,
    of: tone => {
      const colour = known.get(tone) ?? find(tone)
      known.set(tone, colour)
      return colour
    },
  }
}

/** Okabe and Ito's colours, which all kinds of colour vision tell apart: https://jfly.uni-koeln.de/color/ */
const COLOUR_BLIND: Tones = {
  background: '#1e1e1e',
  text: '#d4d7dc',
  dim: '#949ba5',
  red: '#d55e00',
  orange: '#e69f00',
  yellow: '#f0e442',
  green: '#56b4e9',
  cyan: '#a6d8f5',
  blue: '#009e73',
  magenta: '#cc79a7',
}

/** From grey over blue and yellow to vermilion: no step from green to red, which look alike to many. */
const COLOUR_BLIND_HEAT: readonly HeatStop[] = [
  [0, '#8795a0', 8, 'faint'],
  [30, '#6fb1dc', 12],
  [55, '#e6d94a', 11],
  [78, '#eda02c', 3, 'bold'],
  [100, '#f0701c', 9, 'bold'],
]

const HIGH_CONTRAST: Tones = {
  background: '#000000',
  text: '#ffffff',
  dim: '#c8c8c8',
  red: '#ff8080',
  orange: '#ffb870',
  yellow: '#ffff66',
  green: '#80ff80',
  cyan: '#80ffff',
  blue: '#99ccff',
  magenta: '#ff99ff',
}

const PALETTES: Readonly<Record<string, Tones>> = {
  nord: {
    background: '#2e3440',
    text: '#e5e9f0',
    dim: '#7b88a1',
    red: '#bf616a',
    orange: '#d08770',
    yellow: '#ebcb8b',
    green: '#a3be8c',
    cyan: '#8fbcbb',
    blue: '#88c0d0',
    magenta: '#b48ead',
  },
  gruvbox: {
    background: '#282828',
    text: '#ebdbb2',
    dim: '#928374',
    red: '#fb4934',
    orange: '#fe8019',
    yellow: '#fabd2f',
    green: '#b8bb26',
    cyan: '#8ec07c',
    blue: '#83a598',
    magenta: '#d3869b',
  },
  dracula: {
    background: '#282a36',
    text: '#f8f8f2',
    dim: '#6272a4',
    red: '#ff5555',
    orange: '#ffb86c',
    yellow: '#f1fa8c',
    green: '#50fa7b',
    cyan: '#8be9fd',
    blue: '#bd93f9',
    magenta: '#ff79c6',
  },
  catppuccin: {
    background: '#1e1e2e',
    text: '#cdd6f4',
    dim: '#7f849c',
    red: '#f38ba8',
    orange: '#fab387',
    yellow: '#f9e2af',
    green: '#a6e3a1',
    cyan: '#94e2d5',
    blue: '#89b4fa',
    magenta: '#cba6f7',
  },
  'tokyo-night': {
    background: '#1a1b26',
    text: '#c0caf5',
    dim: '#565f89',
    red: '#f7768e',
    orange: '#ff9e64',
    yellow: '#e0af68',
    green: '#9ece6a',
    cyan: '#7dcfff',
    blue: '#7aa2f7',
    magenta: '#bb9af7',
  },
  'solarized-dark': {
    background: '#002b36',
    text: '#93a1a1',
    dim: '#657b83',
    red: '#dc322f',
    orange: '#cb4b16',
    yellow: '#b58900',
    green: '#859900',
    cyan: '#2aa198',
    blue: '#268bd2',
    magenta: '#d33682',
  },
  'solarized-light': {
    background: '#fdf6e3',
    text: '#586e75',
    dim: '#93a1a1',
    red: '#dc322f',
    orange: '#cb4b16',
    yellow: '#b58900',
    green: '#859900',
    cyan: '#2aa198',
    blue: '#268bd2',
    magenta: '#d33682',
  },
}

/** Names that {@link themeNamed} knows. */
export const NAMED_THEMES: readonly string[] = [
  'dark',
  'light',
  'high-contrast',
  'colour-blind',
  ...Object.keys(PALETTES),
]

/** The theme of that name, if there is one. */
export function themeNamed(name: string): Theme | undefined {
  if (name === 'dark') return darkTheme
  if (name === 'light') return lightTheme
  if (name === 'high-contrast') return themeOf(name, HIGH_CONTRAST)
  if (name === 'colour-blind') return themeOf(name, COLOUR_BLIND, COLOUR_BLIND_HEAT)
  const tones = Object.hasOwn(PALETTES, name) ? PALETTES[name] : undefined
  return tones && themeOf(name, tones)
}
