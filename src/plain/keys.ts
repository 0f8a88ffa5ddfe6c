import { keyLabel } from '../commands/key-label.ts'

/** Signs that many screen readers pass over in silence. */
const SIGNS: Readonly<Record<string, string>> = {
  '!': 'exclamation mark',
  '?': 'question mark',
  '/': 'slash',
  '\\': 'backslash',
  '<': 'less than',
  '>': 'greater than',
  '.': 'full stop',
  ',': 'comma',
  ':': 'colon',
  ';': 'semicolon',
  '-': 'minus',
  _: 'underscore',
  '+': 'plus',
  '*': 'star',
  '#': 'number sign',
  '%': 'percent sign',
  '@': 'at sign',
  '[': 'left bracket',
  ']': 'right bracket',
}

/** A key as one says it: `question mark`, `Ctrl-Z`, `Shift-L`, for a capital sounds like a small letter. */
export function spokenKey(key: string): string {
  if (/^\p{Lu}$/u.test(key)) return `Shift-${key}`
  return SIGNS[key] ?? keyLabel(key).replace(/^\^/, 'Ctrl-')
}

/** All keys of a command: `slash, backslash or F4`; digits as a range. */
export function spokenKeys(keys: readonly string[]): string {
  const digits = keys.filter(key => /^\d$/.test(key))
  const others = keys.filter(key => !/^\d$/.test(key) || digits.length < 10).map(spokenKey)
  const all = digits.length < 10 ? others : ['0 to 9', ...others]
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}
