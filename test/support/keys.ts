/**
 * What a terminal of xterm's family sends for keys, the mouse and pastes.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */

const ESC = '\x1b'

/** Keys that send one and the same byte sequence whatever the mode. */
const PLAIN_KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: ESC,
  tab: '\t',
  'S-tab': `${ESC}[Z`,
  backspace: '\x7f',
  space: ' ',
  'C-space': '\0',
}

/** Keys that send `CSI 1;modifier letter`, and without a modifier `CSI letter` or, in application mode, `SS3 letter`. */
const LETTER_KEYS: Readonly<Record<string, string>> = {
  up: 'A',
  down: 'B',
  right: 'C',
  left: 'D',
  end: 'F',
  home: 'H',
}

/** The first four function keys send `SS3 letter`, with a modifier `CSI 1;modifier letter`. */
const FUNCTION_KEYS: Readonly<Record<string, string>> = { f1: 'P', f2: 'Q', f3: 'R', f4: 'S' }

/** Keys that send `CSI number ~`. */
const NUMBER_KEYS: Readonly<Record<string, number>> = {
  insert: 2,
  delete: 3,
  pageup: 5,
  pagedown: 6,
  f5: 15,
  f6: 17,
  f7: 18,
  f8: 19,
  f9: 20,
  f10: 21,
  f11: 23,
  f12: 24,
}

/**
 * The bytes of a key by its name: `enter`, `S-tab`, `f9`, `C-left`, `M-x`, `C-c` … Anything that is no key's name is
 * literal text and is sent as it is.
 *
 * @param applicationCursor whether the program has switched the cursor keys to application mode (DECCKM)
 */
export function keyBytes(key: string, applicationCursor: boolean): string {
  const plain = PLAIN_KEYS[key]
  if (plain !== undefined) return plain
  const [, prefix = '', name = key] = /^((?:[CMS]-)*)(.+)$/su.exec(key) ?? []
  const special = specialKey(name, prefix, applicationCursor)
  if (special !== undefined) return special
  if (prefix === '' || name.length !== 1) {
    const meta = PLAIN_KEYS[name]
    return prefix === 'M-' && meta !== undefined ? ESC + meta : key
  }
  const char = prefix.includes('S-') ? name.toUpperCase() : name
  const byte = prefix.includes('C-') ? control(char) : char
  return prefix.includes('M-') ? ESC + byte : byte
}

function specialKey(name: string, prefix: string, applicationCursor: boolean): string | undefined {
  const modifier =
    1 + (prefix.includes('S-') ? 1 : 0) + (prefix.includes('M-') ? 2 : 0) + (prefix.includes('C-') ? 4 : 0)
  const number = NUMBER_KEYS[name]
  if (number !== undefined) return modifier === 1 ? `${ESC}[${number}~` : `${ESC}[${number};${modifier}~`
  const cursor = LETTER_KEYS[name]
  const letter = cursor ?? FUNCTION_KEYS[name]
  if (letter === undefined) return undefined
  if (modifier > 1) return `${ESC}[1;${modifier}${letter}`
  return cursor !== undefined && !applicationCursor ? `${ESC}[${letter}` : `${ESC}O${letter}`
}

function control(char: string): string {
  const code = char.toUpperCase().charCodeAt(0)
  if (code < 0x40 || code > 0x5f) throw new Error(`no terminal sends a byte for control and ${JSON.stringify(char)}`)
  return String.fromCharCode(code & 0x1f)
}

export type MouseButton = 'left' | 'middle' | 'right' | 'none'
export type MouseAction = 'down' | 'up' | 'move' | 'wheelup' | 'wheeldown' | 'wheelleft' | 'wheelright'

const BUTTONS: Readonly<Record<MouseButton, number>> = { left: 0, middle: 1, right: 2, none: 3 }
const WHEEL: Readonly<Record<string, number>> = { wheelup: 64, wheeldown: 65, wheelleft: 66, wheelright: 67 }

/** A mouse report in the SGR encoding (mode 1006). Column and row count from 0. */
export function mouseBytes(action: MouseAction, button: MouseButton, column: number, row: number): string {
  const code = WHEEL[action] ?? BUTTONS[button] + (action === 'move' ? 32 : 0)
  return `${ESC}[<${code};${column + 1};${row + 1}${action === 'up' ? 'm' : 'M'}`
}

/** A paste as a program gets it that has asked for bracketed paste (mode 2004). */
export function bracketedPaste(text: string): string {
  return `${ESC}[200~${text}${ESC}[201~`
}
