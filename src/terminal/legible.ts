import { contrast } from './contrast.ts'
import { ROLES, type Role } from './style.ts'
import type { Theme } from './theme.ts'

/** A text that cannot be read well where it stands. */
export interface WeakPair {
  readonly text: Role
  /** `default` is the background that the theme is made for. */
  readonly back: Role
  /** From 1 to 21. */
  readonly ratio: number
}

/** What text has to have at least: https://www.w3.org/TR/WCAG21/#contrast-minimum */
export const LEAST_CONTRAST = 4.5

const isBack = (role: Role): boolean => role.endsWith('Back')
/** Drawn rather than written: to be seen, not to be read. */
const DRAWN: readonly Role[] = ['border', 'trough']
/** What stands on the terminal's own background; `matchText` only ever does on its own. */
const TEXTS = (ROLES as readonly Role[]).filter(
  role => role !== 'default' && role !== 'matchText' && !isBack(role) && !DRAWN.includes(role),
)
const ON_OTHERS: readonly (readonly [text: Role, back: Role])[] = [
  ['selectionText', 'selectionBack'],
  ['headerText', 'headerBack'],
  ['headerText', 'sortedBack'],
  ['keyText', 'keyBack'],
  ['footerText', 'keyBack'],
  ['dialogText', 'dialogBack'],
  ['label', 'dialogBack'],
  ['dim', 'dialogBack'],
  ['matchText', 'matchBack'],
]

/** The pairs of a theme that cannot be read well, the worst first; none of a theme that is right. */
export function weakPairs(theme: Theme): WeakPair[] {
  const colourOf = (role: Role) =>
    role === 'default' ? theme.background : (theme.colours[role]?.rgb ?? theme.background)
  return [...TEXTS.map((text): readonly [Role, Role] => [text, 'default']), ...ON_OTHERS]
    .map(([text, back]) => ({ text, back, ratio: contrast(colourOf(text), colourOf(back)) }))
    .filter(({ ratio }) => ratio < LEAST_CONTRAST)
    .sort((a, b) => a.ratio - b.ratio)
}
