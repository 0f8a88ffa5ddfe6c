import { mix, type Rgb, rgb } from './colour.ts'
import { HEAT_STEPS, type Role } from './style.ts'

/** How a role looks where there are no colours. */
export type MonoLook = 'plain' | 'bold' | 'faint' | 'inverse' | 'underline'

/** One role's look at each depth: 24 bits (256 take the nearest), a choice of the first sixteen, and without colour. */
export interface Look {
  readonly rgb: Rgb
  /** 0–15, or the terminal's own colour. */
  readonly ansi: number | 'default'
  readonly mono: MonoLook
}

export interface Theme {
  readonly name: string
  /** The background that the colours are made for: the terminal's own is never painted over. */
  readonly background: Rgb
  readonly colours: { readonly [R in Exclude<Role, 'default'>]: Look }
}

export type Named = Exclude<Role, 'default' | `heat${number}`>
export type Row = readonly [hex: string, ansi: number | 'default', mono?: MonoLook]

/** A point of the heat gradient: from this percentage on, towards the next point. */
export type HeatStop = readonly [pct: number, hex: string, ansi: number | 'default', mono?: MonoLook]

const look = ([hex, ansi, mono = 'plain']: Row): Look => ({ rgb: rgb(hex), ansi, mono })

function heatAt(pct: number, stops: readonly HeatStop[]): Look {
  const next = stops.findIndex(stop => stop[0] >= pct)
  const to = stops[Math.max(0, next)]
  const from = stops[Math.max(0, next - 1)]
  if (to === undefined || from === undefined) throw new Error(`the heat gradient ends before ${pct} %`)
  const share = to[0] === from[0] ? 0 : (pct - from[0]) / (to[0] - from[0])
  const nearer = share > 0.5 ? to : from
  return { rgb: mix(rgb(from[1]), rgb(to[1]), share), ansi: nearer[2], mono: nearer[3] ?? 'plain' }
}

export function theme(
  name: string,
  background: string,
  rows: Readonly<Record<Named, Row>>,
  heat: readonly HeatStop[],
): Theme {
  let colours: Theme['colours'] | undefined
  return {
    name,
    background: rgb(background),
    // Worked out when first asked for: one of the two themes never is.
    get colours() {
      colours ??= looksOf(rows, heat)
      return colours
    },
  }
}

function looksOf(rows: Readonly<Record<Named, Row>>, heat: readonly HeatStop[]): Theme['colours'] {
  const looks = new Map<string, Look>(Object.entries(rows).map(([role, row]) => [role, look(row)]))
  for (let i = 0; i < HEAT_STEPS; i++) looks.set(`heat${i}`, heatAt((100 * i) / (HEAT_STEPS - 1), heat))
  return Object.fromEntries(looks) as Theme['colours']
}

export const DARK_ROWS: Readonly<Record<Named, Row>> = {
  text: ['#d4d7dc', 'default'],
  dim: ['#949ba5', 8, 'faint'],
  label: ['#9aa2ad', 'default', 'faint'],
  title: ['#c3cad4', 'default', 'bold'],
  border: ['#555c67', 8, 'faint'],
  accent: ['#7fb4e6', 12, 'bold'],
  good: ['#84c78d', 2],
  warn: ['#e6c15c', 3, 'bold'],
  bad: ['#ff7b72', 9, 'bold'],
  user: ['#7fbf8a', 2],
  nice: ['#7fb4e6', 12],
  system: ['#e3a06a', 9],
  iowait: ['#9aa2ad', 7, 'faint'],
  irq: ['#d9b65f', 3],
  steal: ['#d79ad9', 13],
  guest: ['#6fc0c0', 6],
  memoryUsed: ['#7fbf8a', 2],
  memoryBuffers: ['#7fb4e6', 12],
  memoryCache: ['#c9b26b', 3, 'faint'],
  memoryFree: ['#949ba5', 8, 'faint'],
  swap: ['#e3a06a', 9],
  read: ['#7fbf8a', 2],
  write: ['#e3a06a', 3],
  receive: ['#7fb4e6', 12],
  send: ['#c79bd6', 13],
  commandName: ['#eceff3', 'default', 'bold'],
  commandPath: ['#949ba5', 8, 'faint'],
  commandArgs: ['#a9b0ba', 'default'],
  kernelThread: ['#8a9fb5', 8, 'faint'],
  trough: ['#464c56', 8, 'faint'],
  selectionText: ['#ffffff', 15, 'inverse'],
  selectionBack: ['#2b4463', 4, 'inverse'],
  headerText: ['#d4d7dc', 0],
  headerBack: ['#31363f', 7, 'inverse'],
  sortedBack: ['#3d4654', 6, 'bold'],
  keyText: ['#c3cad4', 15, 'bold'],
  keyBack: ['#31363f', 'default'],
  footerText: ['#9aa2ad', 'default'],
  dialogText: ['#dde1e7', 15],
  dialogBack: ['#262b33', 0],
  matchText: ['#1e1e1e', 0, 'inverse'],
  matchBack: ['#e6c15c', 3, 'inverse'],
  tagged: ['#e6c15c', 11, 'bold'],
  troubleText: ['#ff8f7f', 9, 'bold'],
  live: ['#84c78d', 2],
  paused: ['#e6c15c', 11, 'bold'],
}

export const DARK_HEAT: readonly HeatStop[] = [
  [0, '#8795a0', 8, 'faint'],
  [8, '#86a597', 'default'],
  [30, '#8fc47f', 2],
  [55, '#e0cb5a', 3],
  [78, '#f2a04e', 11, 'bold'],
  [100, '#ff6b62', 9, 'bold'],
]

/** For dark terminals: nearly monochrome while nothing is wrong. */
export const darkTheme: Theme = theme('dark', '#1e1e1e', DARK_ROWS, DARK_HEAT)

export const LIGHT_ROWS: Readonly<Record<Named, Row>> = {
  text: ['#24292f', 'default'],
  dim: ['#646b75', 8, 'faint'],
  label: ['#59616b', 'default', 'faint'],
  title: ['#32383f', 'default', 'bold'],
  border: ['#b3bac3', 7, 'faint'],
  accent: ['#0757ab', 4, 'bold'],
  good: ['#15692a', 2],
  warn: ['#7d5300', 5, 'bold'],
  bad: ['#b3151f', 1, 'bold'],
  user: ['#15692a', 2],
  nice: ['#0757ab', 4],
  system: ['#96430a', 1],
  iowait: ['#59616b', 8, 'faint'],
  irq: ['#7d5300', 5],
  steal: ['#8a2f96', 5],
  guest: ['#0e636b', 6],
  memoryUsed: ['#15692a', 2],
  memoryBuffers: ['#0757ab', 4],
  memoryCache: ['#75570a', 6, 'faint'],
  memoryFree: ['#646b75', 8, 'faint'],
  swap: ['#96430a', 1],
  read: ['#15692a', 2],
  write: ['#96430a', 1],
  receive: ['#0757ab', 4],
  send: ['#77338f', 5],
  commandName: ['#101418', 'default', 'bold'],
  commandPath: ['#646b75', 8, 'faint'],
  commandArgs: ['#444c56', 'default'],
  kernelThread: ['#546a80', 8, 'faint'],
  trough: ['#c3c9d1', 7, 'faint'],
  selectionText: ['#06213f', 0, 'inverse'],
  selectionBack: ['#cfe3fa', 7, 'inverse'],
  headerText: ['#24292f', 15],
  headerBack: ['#e4e8ed', 8, 'inverse'],
  sortedBack: ['#d3dae3', 4, 'bold'],
  keyText: ['#32383f', 'default', 'bold'],
  keyBack: ['#e4e8ed', 'default'],
  footerText: ['#59616b', 'default'],
  dialogText: ['#24292f', 0],
  dialogBack: ['#eef1f5', 7],
  matchText: ['#24292f', 0, 'inverse'],
  matchBack: ['#ffd866', 11, 'inverse'],
  tagged: ['#7d5300', 5, 'bold'],
  troubleText: ['#b3151f', 1, 'bold'],
  live: ['#15692a', 2],
  paused: ['#7d5300', 5, 'bold'],
}

export const LIGHT_HEAT: readonly HeatStop[] = [
  [0, '#616d77', 8, 'faint'],
  [8, '#56706a', 'default'],
  [30, '#2d6f2f', 2],
  [55, '#7a5b00', 3],
  [78, '#a34700', 1, 'bold'],
  [100, '#b80f1a', 1, 'bold'],
]

/** For light terminals. */
export const lightTheme: Theme = theme('light', '#ffffff', LIGHT_ROWS, LIGHT_HEAT)

/**
 * The theme for the background that COLORFGBG names (`15;0`, `0;default;15`; set by rxvt, Konsole and others), or dark.
 */
export function themeFromEnvironment(env: NodeJS.ProcessEnv): Theme {
  const background = Number.parseInt((env['COLORFGBG'] ?? '').split(';').at(-1) ?? '', 10)
  return background === 7 || (background >= 9 && background <= 15) ? lightTheme : darkTheme
}
