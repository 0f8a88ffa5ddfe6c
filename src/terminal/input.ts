import { characterKey, controlSequenceKey, type Key, ss3Key, withAlt } from './keys.ts'
import { type MouseEvent, mouseEvent } from './mouse.ts'

export type { Key } from './keys.ts'

export type InputEvent =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'paste'; readonly text: string }
  | MouseEvent
  /** What the terminal says of itself (an OSC, DCS, or CSI that is no key), whole. Never typed. */
  | { readonly kind: 'report'; readonly sequence: string }

/** Runs a function later, once; returns how to call it off. */
export type Schedule = (run: () => void, afterMs: number) => () => void

export const inTime: Schedule = (run, afterMs) => {
  const timer = setTimeout(run, afterMs)
  return () => clearTimeout(timer)
}

/** How long after a lone ESC the rest of a sequence may come; then it was the Escape key. */
const ESCAPE_MS = 30
/** How long the rest of anything longer may take: nobody types `ESC [ 1`, but slow lines tear it. */
const SEQUENCE_MS = 500
/** Longest report and paste kept: past it a stream that never ends a sequence is let go. */
const REPORT_LIMIT = 8192
const PASTE_LIMIT = 1 << 20

const PASTE_BEGIN = '\x1b[200~'
const PASTE_END = '\x1b[201~'

/** Introducers of strings that run to ST: DCS, SOS, OSC, PM, APC. */
const STRING = /^\x1b[PX\]^_]/
/** Parameters and intermediates, then one final byte: ECMA-48 5.4. */
const CONTROL_SEQUENCE = /^\x1b\[([ -?]*)([@-~])/
const CONTROL_SEQUENCE_BEGUN = /^\x1b\[[ -?]*/

/** What stands at the beginning of the bytes: an event (or none) and its length, or not enough to tell. */
type Token = { readonly length: number; readonly event?: InputEvent | undefined } | 'incomplete'

/**
 * Cuts the bytes of a terminal's keyboard line into events. Bytes may come in any pieces; only an ESC that stays alone
 * is decided by time.
 */
export class Tokeniser {
  readonly #emit: (event: InputEvent) => void
  readonly #schedule: Schedule
  /** Bytes as latin1 text, one character a byte. */
  #pending = ''
  #paste: string | undefined
  #cancelTimer: (() => void) | undefined

  constructor(emit: (event: InputEvent) => void, schedule: Schedule = inTime) {
    this.#emit = emit
    this.#schedule = schedule
  }

  push(bytes: Uint8Array): void {
    this.#stopTimer()
    this.#pending += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    this.#drain()
    if (this.#pending === '' && this.#paste === undefined) return
    const alone = this.#paste === undefined && this.#pending === '\x1b'
    this.#cancelTimer = this.#schedule(() => this.#giveUp(), alone ? ESCAPE_MS : SEQUENCE_MS)
  }

  /** Forgets what was begun. */
  close(): void {
    this.#stopTimer()
    this.#pending = ''
    this.#paste = undefined
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #drain(): void {
    while (this.#pending !== '') {
      if (this.#paste !== undefined) {
        if (!this.#continuePaste()) return
        continue
      }
      if (this.#pending.startsWith(PASTE_BEGIN)) {
        this.#pending = this.#pending.slice(PASTE_BEGIN.length)
        this.#paste = ''
        continue
      }
      const token = nextToken(this.#pending)
      if (token === 'incomplete') return
      this.#pending = this.#pending.slice(token.length)
      if (token.event !== undefined) this.#emit(token.event)
    }
  }

  /** Whether the paste came to its end. */
  #continuePaste(): boolean {
    const end = this.#pending.indexOf(PASTE_END)
    // The last bytes may be the beginning of the end mark.
    const taken = end === -1 ? Math.max(0, this.#pending.length - PASTE_END.length + 1) : end
    const room = PASTE_LIMIT - (this.#paste?.length ?? 0)
    this.#paste += this.#pending.slice(0, Math.min(taken, room))
    this.#pending = this.#pending.slice(end === -1 ? taken : end + PASTE_END.length)
    if (end === -1) return false
    this.#endPaste()
    return true
  }

  #endPaste(): void {
    const text = Buffer.from(this.#paste ?? '', 'latin1').toString('utf8')
    this.#paste = undefined
    this.#emit({ kind: 'paste', text: text.replace(/\r\n?/g, '\n') })
  }

  /** Nothing more came: what is there is all. */
  #giveUp(): void {
    this.#cancelTimer = undefined
    if (this.#paste !== undefined) {
      this.#paste += this.#pending
      this.#pending = ''
      this.#endPaste()
      return
    }
    const pending = this.#pending
    this.#pending = ''
    if (pending === '\x1b') this.#emit({ kind: 'key', key: 'escape' })
    else if (/^\x1b[ -~]$/.test(pending)) this.#emit({ kind: 'key', key: withAlt(pending.slice(1)) })
    else if (/^\x1b\x1b[[O]?$/.test(pending)) {
      this.#emit({ kind: 'key', key: 'escape' })
      this.#emit({ kind: 'key', key: pending.length === 2 ? 'escape' : withAlt(pending.slice(2)) })
    }
  }
}

function keyToken(length: number, key: Key | undefined): Token {
  return { length, event: key === undefined ? undefined : { kind: 'key', key } }
}

/** A character in UTF-8; bytes that are none are dropped one by one. */
function characterToken(text: string): Token {
  const lead = text.charCodeAt(0)
  if (lead < 0x80) return keyToken(1, characterKey(lead))
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 1
  if (length === 1) return { length: 1 }
  const following = text.slice(1, length)
  if (!/^[\x80-\xbf]*$/.test(following)) return { length: 1 }
  if (following.length < length - 1) return 'incomplete'
  const character = Buffer.from(text.slice(0, length), 'latin1').toString('utf8')
  // C1 controls, and what decodes to more or less than one character (surrogates, overlong forms).
  const typed = character !== '\ufffd' && [...character].length === 1 && !/[\x80-\x9f]/.test(character)
  return keyToken(length, typed ? character : undefined)
}

function controlSequenceToken(text: string): Token {
  // X10 mouse reports have three bytes after the final one.
  if (text.startsWith('\x1b[M')) {
    if (text.length < 6) return 'incomplete'
    const [b = 0, x = 0, y = 0] = [3, 4, 5].map(i => text.charCodeAt(i) - 32)
    return { length: 6, event: mouseEvent(b, x - 1, y - 1, (b & 3) === 3 && b < 32) }
  }
  // The Linux console's F1 to F5: `CSI [ A` to `CSI [ E`.
  if (text.startsWith('\x1b[[')) {
    if (text.length < 4) return 'incomplete'
    const number = 'ABCDE'.indexOf(text.charAt(3)) + 1
    return number === 0 ? { length: 3 } : keyToken(4, `f${number}`)
  }
  const match = CONTROL_SEQUENCE.exec(text)
  if (match === null) {
    const begun = CONTROL_SEQUENCE_BEGUN.exec(text)?.[0].length ?? text.length
    // A byte that no control sequence may contain ends it; what was read of it is let go.
    return begun === text.length && begun < REPORT_LIMIT ? 'incomplete' : { length: begun }
  }
  const [sequence, parameters = '', final = ''] = match
  if (parameters.startsWith('<') && (final === 'M' || final === 'm')) {
    const [b = Number.NaN, x = Number.NaN, y = Number.NaN] = parameters.slice(1).split(';').map(Number)
    return { length: sequence.length, event: mouseEvent(b, x - 1, y - 1, final === 'm') }
  }
  const key = controlSequenceKey(parameters, final)
  if (key !== undefined) return keyToken(sequence.length, key)
  return { length: sequence.length, event: { kind: 'report', sequence } }
}

function stringToken(text: string): Token {
  const end = /\x1b\\|\x07|\x18|\x1a/.exec(text.slice(2))
  if (end === null) return text.length < REPORT_LIMIT ? 'incomplete' : { length: text.length }
  const length = 2 + end.index + end[0].length
  return { length, event: { kind: 'report', sequence: text.slice(0, length) } }
}

function nextToken(text: string): Token {
  if (text[0] !== '\x1b') return characterToken(text)
  if (text.length === 1) return 'incomplete'
  if (text[1] === '[') return controlSequenceToken(text)
  if (STRING.test(text)) return text.length === 2 ? 'incomplete' : stringToken(text)
  if (text[1] === 'O') {
    if (text.length === 2) return 'incomplete'
    const key = ss3Key(text.charAt(2))
    return key === undefined ? keyToken(2, 'M-O') : keyToken(3, key)
  }
  const inner = nextToken(text.slice(1))
  if (inner === 'incomplete') return 'incomplete'
  const key = inner.event?.kind === 'key' ? inner.event.key : undefined
  // Two ESC are the Escape key and what follows, unless that is a key which alt was held with.
  if (text[1] === '\x1b' && (key === undefined || /^escape$|M-/.test(key))) return keyToken(1, 'escape')
  return keyToken(1 + inner.length, key === undefined ? undefined : withAlt(key))
}
