/**
 * Names of keys. A typed character is its own name; others are words: 'enter', 'escape', 'tab', 'up', 'pagedown', 'f1'.
 * Modifiers go before in this order: `C-` control, `M-` alt (meta), `S-` shift: 'C-c', 'M-x', 'S-f1', 'C-S-left'.
 */
export type Key = string

/** Keys of `CSI … X` and `SS3 X`. */
const BY_LETTER: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'clear',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'S-tab',
}

/** Keys of `CSI n ~`; DEC numbers them with gaps. */
const BY_NUMBER: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
  // What the Linux console and rxvt send for shift and the first function keys: the numbers of F13 to F20.
  25: 'S-f1',
  26: 'S-f2',
  28: 'S-f3',
  29: 'S-f4',
  31: 'S-f5',
  32: 'S-f6',
  33: 'S-f7',
  34: 'S-f8',
}

/** Control characters that have a key of their own. */
const BY_CONTROL: Readonly<Record<number, string>> = {
  0: 'C-space',
  8: 'backspace',
  9: 'tab',
  10: 'enter',
  13: 'enter',
  27: 'escape',
  28: 'C-\\',
  29: 'C-]',
  30: 'C-^',
  31: 'C-_',
  127: 'backspace',
}

interface Modifiers {
  readonly shift: boolean
  readonly alt: boolean
  readonly ctrl: boolean
}

/** xterm's modifier parameter: 1 + 1 shift + 2 alt + 4 control; the rest (super, caps lock …) names no key here. */
function modifiersOf(parameter: string | undefined): Modifiers {
  const bits = Math.max(1, Number(parameter ?? '1') || 1) - 1
  return { shift: (bits & 1) !== 0, alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 }
}

function withModifiers(name: string, { shift, alt, ctrl }: Modifiers): Key {
  const base = name.startsWith('S-') ? name.slice(2) : name
  const shifted = shift || name.startsWith('S-')
  return `${ctrl ? 'C-' : ''}${alt ? 'M-' : ''}${shifted ? 'S-' : ''}${base}`
}

/** The key of a single character, as it comes without escape sequence. */
export function characterKey(code: number): Key {
  return BY_CONTROL[code] ?? (code < 0x20 ? `C-${String.fromCharCode(code + 0x60)}` : String.fromCodePoint(code))
}

/** The same key with alt held, as `ESC` before the key's own bytes says it. */
export function withAlt(key: Key): Key {
  return key.startsWith('C-') ? `C-M-${key.slice(2)}` : `M-${key}`
}

/** A character with modifiers, as kitty's `CSI u` and xterm's modifyOtherKeys tell it. */
function modifiedCharacter(code: number, modifiers: Modifiers): Key | undefined {
  // U+E000 and on: kitty's numbers for keys without a character (caps lock, media keys), none of which is used here.
  // The block before are surrogates, which are no characters.
  if (!(code >= 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xf8ff)) return undefined
  const named = BY_CONTROL[code]
  if (named !== undefined && !named.startsWith('C-')) return withModifiers(named, modifiers)
  const character = characterKey(code)
  const { shift, alt, ctrl } = modifiers
  if (ctrl)
    return withModifiers(code === 0x20 ? 'space' : character.toLowerCase(), {
      ...modifiers,
      shift: shift && /[a-z]/i.test(character),
    })
  return withModifiers(shift ? character.toUpperCase() : character, { shift: false, alt, ctrl })
}

/** The key that `SS3 letter` stands for. */
export function ss3Key(letter: string): Key | undefined {
  return BY_LETTER[letter]
}

/**
 * The key that a control sequence stands for; `undefined` where it is none (a report, or a key not known).
 *
 * `CSI 1;5A`, `CSI 3;2~`, `CSI 97;5u`, `CSI 27;5;97~`: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html,
 * https://sw.kovidgoyal.net/kitty/keyboard-protocol/
 */
export function controlSequenceKey(parameters: string, final: string): Key | undefined {
  if (!/^[\d;:]*$/.test(parameters)) return undefined
  const [first = '', second, third] = parameters.split(';')
  const [modifiers, event] = (second ?? '').split(':')
  // The release of a key, where a terminal tells it, is no key press.
  if (event === '3') return undefined
  if (final === 'u') return modifiedCharacter(Number.parseInt(first, 10), modifiersOf(modifiers))
  if (final === '~') {
    if (first === '27') return modifiedCharacter(Number(third), modifiersOf(modifiers))
    const name = BY_NUMBER[first]
    return name === undefined ? undefined : withModifiers(name, modifiersOf(modifiers))
  }
  // rxvt puts `^` (control) or `@` (control and shift) in place of `~`, and lower-case letters for shifted arrows.
  if (final === '^' || final === '@') {
    const name = BY_NUMBER[first]
    return name === undefined ? undefined : withModifiers(name, { ctrl: true, shift: final === '@', alt: false })
  }
  if (/^[abcd]$/.test(final) && parameters === '') return `S-${BY_LETTER[final.toUpperCase()]}`
  const name = BY_LETTER[final]
  if (name === undefined || name === 'enter') return undefined
  // `CSI row;column R` is where the cursor is; as F3 with a modifier the first number is always 1.
  if (first !== '' && first !== '1') return undefined
  return withModifiers(name, modifiersOf(modifiers))
}
