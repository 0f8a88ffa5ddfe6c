/**
 * What a cell's colours mean. Panels name roles; a theme and the terminal's abilities turn roles into colours, so one
 * frame serves dark and light, truecolor, 256, 16 and no colours.
 */

export const HEAT_STEPS = 21

/** Every role a cell's foreground or background may have. The order is the number a style carries. */
export const ROLES = [
  'default',
  'text',
  'dim',
  'label',
  'title',
  'border',
  'accent',
  'good',
  'warn',
  'bad',
  'user',
  'nice',
  'system',
  'iowait',
  'irq',
  'steal',
  'guest',
  'memoryUsed',
  'memoryBuffers',
  'memoryCache',
  'memoryFree',
  'swap',
  'read',
  'write',
  'receive',
  'send',
  'commandName',
  'commandPath',
  'commandArgs',
  'kernelThread',
  'trough',
  'selectionText',
  'selectionBack',
  'headerText',
  'headerBack',
  'sortedBack',
  'keyText',
  'keyBack',
  'footerText',
  'dialogText',
  'dialogBack',
  'matchText',
  'matchBack',
  'tagged',
  'troubleText',
  'live',
  'paused',
  ...Array.from({ length: HEAT_STEPS }, (_, i) => `heat${i}` as const),
] as const

export type Role = Exclude<(typeof ROLES)[number], `heat${number}`> | `heat${number}`

/** A role for the foreground, one for the background, and attributes, packed: `fg | bg << 8 | flags << 16`. */
export type Style = number

export const BOLD = 1 << 16
export const UNDERLINE = 2 << 16
export const INVERSE = 8 << 16

const numbers = new Map<Role, number>(ROLES.map((role, i) => [role as Role, i]))

function numberOf(role: Role): number {
  const n = numbers.get(role)
  if (n === undefined) throw new Error(`no such role: ${role}`)
  return n
}

/** The style with these roles; 'default' is the terminal's own colour. */
export function style(foreground: Role, background: Role = 'default', flags = 0): Style {
  return numberOf(foreground) | (numberOf(background) << 8) | flags
}

export const PLAIN: Style = style('default')

export function foregroundRole(s: Style): number {
  return s & 0xff
}

export function backgroundRole(s: Style): number {
  return (s >> 8) & 0xff
}

/** The same foreground and attributes on another background. */
export function onBackground(s: Style, background: Role): Style {
  return (s & ~0xff00) | (numberOf(background) << 8)
}

const heat: readonly Style[] = Array.from({ length: HEAT_STEPS }, (_, i) => style(`heat${i}`))

/** The gradient for a percentage, the same wherever a percentage is drawn; unknown is dim. */
export function heatOf(pct: number | undefined): Style {
  if (pct === undefined) return style('dim')
  const step = Math.round((Math.min(100, Math.max(0, pct)) / 100) * (HEAT_STEPS - 1))
  return heat[step] ?? PLAIN
}
