/** Names of keys as people write them, to the names that the terminal layer gives keys (`terminal/keys.ts`). */

const NAMED: Readonly<Record<string, string>> = {
  space: ' ',
  enter: 'enter',
  return: 'enter',
  esc: 'escape',
  escape: 'escape',
  tab: 'tab',
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
  home: 'home',
  end: 'end',
  pgup: 'pageup',
  pageup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
  pagedown: 'pagedown',
  backspace: 'backspace',
  del: 'delete',
  delete: 'delete',
  ins: 'insert',
  insert: 'insert',
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i + 1}`, `f${i + 1}`])),
}

/** Control characters that are other keys: a terminal sends the same byte for both. */
const SAME_BYTE: Readonly<Record<string, string>> = {
  'C-h': 'backspace',
  'C-i': 'tab',
  'C-j': 'enter',
  'C-m': 'enter',
  'C-[': 'escape',
  'C-@': 'C-space',
}

/** What a text with the modifiers taken off may still be called, for "did you mean". */
export const keyNames: readonly string[] = Object.keys(NAMED)

const MODIFIER = /^(?:(C|Ctrl|Control)|(M|Alt|Meta)|(S|Shift))[-+](?=.)/i

/**
 * The key of a name: `k`, `K`, `f9`, `PgUp`, `Space`, `^C`, `C-c`, `Ctrl-C`, `Alt-x`, `Shift-Tab`; undefined where there
 * is none that a terminal can send.
 */
export function keyOfName(name: string): string | undefined {
  if (isCharacter(name)) return name
  if (/^\^[\x40-\x7e]$/.test(name)) return controlKey(name.slice(1), { alt: false, shift: false })
  let rest = name
  const held = { ctrl: false, alt: false, shift: false }
  for (let found = MODIFIER.exec(rest); found !== null; found = MODIFIER.exec(rest)) {
    const [written, ctrl, alt] = found
    held[ctrl !== undefined ? 'ctrl' : alt !== undefined ? 'alt' : 'shift'] = true
    rest = rest.slice(written.length)
  }
  const plain = isCharacter(rest) ? rest : namedKey(rest.toLowerCase())
  if (plain === undefined) return undefined
  const { alt, ctrl, shift } = held
  if (isCharacter(plain) && ctrl) return controlKey(plain, held)
  // Of a sign that is the same in both cases nobody can tell that shift was held.
  if (isCharacter(plain) && shift && plain.toUpperCase() === plain.toLowerCase()) return undefined
  if (isCharacter(plain)) return `${alt ? 'M-' : ''}${shift ? plain.toUpperCase() : plain}`
  return `${ctrl ? 'C-' : ''}${alt ? 'M-' : ''}${shift ? 'S-' : ''}${plain}`
}

/** What every object has is no key: `constructor`. */
function namedKey(name: string): string | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
}

/** A key as a config file has it: one that {@link keyOfName} gives back, without a blank that nobody sees. */
export function nameOfKey(key: string): string {
  return key === ' ' ? 'space' : key
}

/** Control makes 32 characters out of the letters and some signs, and nothing of the others. */
function controlKey(character: string, { alt, shift }: { alt: boolean; shift: boolean }): string | undefined {
  if (shift) return undefined
  if (character === ' ') return alt ? undefined : 'C-space'
  if (!/^[@-_a-z]$/.test(character)) return undefined
  const letter = character.toLowerCase()
  const same = SAME_BYTE[`C-${letter}`]
  if (alt) return same === undefined ? `C-M-${letter}` : undefined
  return same ?? `C-${letter}`
}

/** One that can be seen, or the blank. */
function isCharacter(text: string): boolean {
  return text === ' ' || /^[^\p{C}\p{Z}\p{M}]$/u.test(text)
}
