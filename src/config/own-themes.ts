/** Themes that the config file has: each made from one that there is, with other colours here and there. */
import { suggestion } from '../model/closest.ts'
import { clean } from '../model/text.ts'
import { THEME_NAMES } from '../model/theme-names.ts'
import { type ThemeRole, themeRoles } from '../model/theme-roles.ts'
import { shownValue } from './shown-value.ts'

/** `#rrggbb`, or one of the 256 colours by its number. */
export type OwnColour = string | number

/** From 1. */
export interface FilePlace {
  readonly line: number
  readonly column: number
}

export interface OwnTheme {
  readonly name: string
  /** The name of the theme that has all the other colours. */
  readonly from: string
  readonly background: OwnColour | undefined
  readonly colours: ReadonlyMap<ThemeRole, OwnColour>
  /** The gradient from 0 to 100 percent in even steps, of two colours at least; the other theme's when undefined. */
  readonly heat: readonly OwnColour[] | undefined
  /** Where it begins. */
  readonly place: FilePlace
  /** Where colours are set, by their keys. */
  readonly places: ReadonlyMap<string, FilePlace>
}

/** Says what is wrong of what stands at a path below the table of themes. */
export interface ThemeReport {
  /** Of the key itself. */
  key(path: readonly string[], reason: string): void
  /** Of the value, or one item of it. */
  value(path: readonly string[], reason: string, at?: number): void
  placeOf(path: readonly string[]): FilePlace
}

/** Which theme the others are made from where none is named. */
const USUAL_BASE = 'dark'
const BASES = THEME_NAMES.filter(name => name !== 'auto')
/** Keys of a theme that are no roles. */
const [FROM, BACKGROUND, HEAT] = ['from', 'background', 'heat'] as const
const KEYS: readonly string[] = [FROM, BACKGROUND, HEAT, ...themeRoles]

/** The first sixteen of the 256 colours, as ECMA-48 and terminals' settings call them. */
const COLOUR_NAMES: readonly string[] = ['', 'bright-'].flatMap(bright =>
  ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'].map(name => bright + name),
)
const COLOUR_WORDS = 'a colour: "#rrggbb", a number from 0 to 255, or a name as "bright-red"'

/** Reads the tables of themes. Of one with mistakes the rest holds. */
export function readOwnThemes(tables: readonly (readonly [string, unknown])[], report: ThemeReport): OwnTheme[] {
  return tables.flatMap(([key, table]) => {
    if (THEME_NAMES.includes(key)) {
      report.key([key], `there is a theme ${shownValue(key)} already: this one needs another name`)
      return []
    }
    if (typeof table !== 'object' || table === null || Array.isArray(table) || table instanceof Date) {
      report.value([key], `${shownValue(key)} expects a table of colours, not ${shownValue(table)}`)
      return []
    }
    return [readOwnTheme(key, new Map(Object.entries(table)), report)]
  })
}

function readOwnTheme(key: string, table: ReadonlyMap<string, unknown>, report: ThemeReport): OwnTheme {
  const colours = new Map<ThemeRole, OwnColour>()
  const places = new Map<string, FilePlace>()
  for (const name of table.keys()) {
    if (KEYS.includes(name)) places.set(name, report.placeOf([key, name]))
    else report.key([key, name], `unknown colour ${shownValue(name)}${suggestion(name, KEYS)}`)
  }
  for (const role of themeRoles) {
    const colour = colourAt(key, role, table, report)
    if (colour !== undefined) colours.set(role, colour)
  }
  return {
    name: clean(key),
    from: baseOf(key, table, report),
    background: colourAt(key, BACKGROUND, table, report),
    colours,
    heat: heatOf(key, table, report),
    place: report.placeOf([key]),
    places,
  }
}

function baseOf(key: string, table: ReadonlyMap<string, unknown>, report: ThemeReport): string {
  const value = table.get(FROM)
  const known = BASES.find(name => name === value)
  if (known !== undefined || value === undefined) return known ?? USUAL_BASE
  const hint = typeof value === 'string' ? suggestion(value, BASES) : ''
  report.value(
    [key, FROM],
    `${FROM} expects one of ${BASES.map(shownValue).join(', ')}, not ${shownValue(value)}${hint}`,
  )
  return USUAL_BASE
}

function colourAt(
  key: string,
  name: string,
  table: ReadonlyMap<string, unknown>,
  report: ThemeReport,
): OwnColour | undefined {
  const value = table.get(name)
  const colour = value === undefined ? undefined : readColour(value)
  if (value !== undefined && colour === undefined) report.value([key, name], `${name} ${noColour(value)}`)
  return colour
}

function heatOf(
  key: string,
  table: ReadonlyMap<string, unknown>,
  report: ThemeReport,
): readonly OwnColour[] | undefined {
  const value = table.get(HEAT)
  if (value === undefined) return undefined
  if (!Array.isArray(value)) {
    report.value([key, HEAT], `${HEAT} expects a list of colours, not ${shownValue(value)}`)
    return undefined
  }
  const colours = value.flatMap((item: unknown, at) => {
    const colour = readColour(item)
    if (colour === undefined) report.value([key, HEAT], `${HEAT} ${noColour(item)}`, at)
    return colour ?? []
  })
  if (colours.length >= 2) return colours
  if (colours.length === value.length) report.value([key, HEAT], `${HEAT} expects two colours at least`)
  return undefined
}

function readColour(value: unknown): OwnColour | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 255 ? value : undefined
  if (typeof value !== 'string') return undefined
  if (/^#[\da-f]{6}$/i.test(value)) return value.toLowerCase()
  const named = COLOUR_NAMES.indexOf(value.toLowerCase())
  return named < 0 ? undefined : named
}

function noColour(value: unknown): string {
  const hint = typeof value === 'string' && !value.startsWith('#') ? suggestion(value, COLOUR_NAMES) : ''
  return `expects ${COLOUR_WORDS}, not ${shownValue(value)}${hint}`
}
