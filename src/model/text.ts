/**
 * The door for every string that we did not write: names, command lines, paths, mount points. A process may call
 * itself anything, escape sequences that repaint the screen and bidirectional controls that reorder a line included.
 */
import { isUtf8 } from 'node:buffer'

/**
 * What may not reach a cell: C0 and C1 controls, DEL, line and paragraph separator, the bidirectional marks,
 * embeddings, overrides and isolates, and lone surrogates (in a `u` pattern a pair does not match).
 */
const HOSTILE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u
const ALL_HOSTILE = new RegExp(HOSTILE, 'gu')

const DELETE = 0x7f
/** U+2400 … U+241F are pictures of the C0 controls in their order, U+2421 is DEL's. */
const CONTROL_PICTURES = 0x2400
const PICTURE_OF_DELETE = '\u2421'
const REPLACEMENT = '\ufffd'

/**
 * Makes a foreign string safe to draw: each hostile character becomes one that is visible, harmless, one cell wide and
 * one UTF-16 unit long.
 *
 * C0 controls and DEL become their picture (`␛`, `␊`), which still says what was there. The others have no picture
 * and become `�`, which a reader knows as "something that cannot be shown" and which no program uses on purpose.
 * Cleaning twice is cleaning once.
 */
export function clean(text: string): string {
  return HOSTILE.test(text) ? text.replace(ALL_HOSTILE, visible) : text
}

function visible(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code)
  return code === DELETE ? PICTURE_OF_DELETE : REPLACEMENT
}

/**
 * Foreign bytes, all or those from `start` to before `end`, as clean text. They are read as UTF-8; a byte that is not part of valid UTF-8 is shown as `\xNN`.
 * Such bytes stay recoverable: where the text itself has a backslash followed by `xNN`, that backslash is shown as
 * `\x5c`, so every `\xNN` stands for one byte.
 */
export function decode(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const whole = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (isPlain(whole, start, end)) return protectEscapes(whole.toString('latin1', start, end))
  const buffer = whole.subarray(start, end)
  if (isUtf8(buffer)) return clean(protectEscapes(buffer.toString('utf8')))
  let text = ''
  let validFrom = 0
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at)
    if (length === 0) {
      text += protectEscapes(buffer.toString('utf8', validFrom, at)) + escaped(buffer.readUInt8(at))
      validFrom = at + 1
    }
    at += length || 1
  }
  return clean(text + protectEscapes(buffer.toString('utf8', validFrom)))
}

/** {@link decode} for text that was read as latin1, one character a byte, as parsers do that look for ASCII marks. */
export function decodeLatin1(text: string): string {
  return NOT_PLAIN.test(text) ? decode(Buffer.from(text, 'latin1')) : text
}

/** What is not printable ASCII, or looks like one of our own escapes. */
const NOT_PLAIN = /[^ -~]|\\x/

/** Only printable ASCII: true of nearly all names, and the quickest to check. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte < 0x20 || byte >= DELETE) return false
  }
  return true
}

function protectEscapes(text: string): string {
  return text.includes('\\x') ? text.replace(/\\(?=x[0-9a-f]{2})/g, '\\x5c') : text
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

/** Bytes of the UTF-8 sequence that begins at `at`, 0 if it is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length
  }
  return 0
}
