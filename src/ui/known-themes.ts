/** The themes that there are: those that come with the program, and those of the config file. */
import type { OwnTheme } from '../config/own-themes.ts'
import { THEME_NAMES } from '../model/theme-names.ts'
import type { ThemeRole } from '../model/theme-roles.ts'
import { LEAST_CONTRAST, weakPairs } from '../terminal/legible.ts'
import { ownTheme } from '../terminal/own-theme.ts'
import type { Role } from '../terminal/style.ts'
import { darkTheme, type Named, type Theme } from '../terminal/theme.ts'
import { themeNamed } from '../terminal/themes.ts'

/** What one may choose from. */
export function themeNames(own: readonly OwnTheme[]): readonly string[] {
  return [...THEME_NAMES, ...own.map(({ name }) => name)]
}

/** The theme of that name; `auto` where there is none. */
export function themeOf(name: string, own: readonly OwnTheme[]): Theme | 'auto' {
  const mine = own.find(theme => theme.name === name)
  return (mine === undefined ? themeNamed(name) : made(mine)) ?? 'auto'
}

function made({ name, from, background, colours, heat }: OwnTheme): Theme {
  const changed = new Map([...colours].map(([role, colour]) => [roleOf(role), colour]))
  return ownTheme(name, themeNamed(from) ?? darkTheme, { background, colours: changed, heat })
}

/** What of a theme cannot be read well, in a few words. */
export interface Weakness {
  readonly about: string
  /** Keys of the config file that it comes of, the likeliest first. */
  readonly keys: readonly string[]
}

/** Of a theme of the config file the text that stands out least from where it stands; undefined where all is well. */
export function weaknessOf(name: string, own: readonly OwnTheme[]): Weakness | undefined {
  const mine = own.find(theme => theme.name === name)
  if (mine === undefined) return undefined
  const [worst, ...others] = weakPairs(made(mine))
  if (worst === undefined) return undefined
  const keys = [worst.text, worst.back].map(keyOf)
  const more = others.length === 0 ? '' : `, ${others.length} more like that`
  // Rounded down: what is not enough must not read as if it were.
  const ratio = (Math.floor(worst.ratio * 10) / 10).toFixed(1)
  return { about: `${keys.join(' on ')} has a contrast of ${ratio}, text needs ${LEAST_CONTRAST}${more}`, keys }
}

/** The same as a line about the config file. */
export function weaknessNote(name: string, own: readonly OwnTheme[], path: string): string | undefined {
  const weakness = weaknessOf(name, own)
  const theme = own.find(candidate => candidate.name === name)
  if (weakness === undefined || theme === undefined) return undefined
  const key = weakness.keys.find(candidate => theme.places.has(candidate)) ?? ''
  const { line, column } = theme.places.get(key) ?? theme.place
  return `${path}:${line}:${column}: theme ${name}: ${weakness.about}`
}

/** `command_name` of the file is `commandName` here. */
function roleOf(role: ThemeRole): Named {
  return role.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as Named
}

function keyOf(role: Role): string {
  if (role === 'default') return 'background'
  return role.startsWith('heat') ? 'heat' : role.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
