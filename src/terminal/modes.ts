/**
 * The terminal's modes, put on and taken off again; DEC's private modes as
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html numbers them. A terminal passes over those it does not know.
 */

const ALTERNATE_SCREEN = 1049
const CURSOR = 25
const BRACKETED_PASTE = 2004
const SYNCHRONISED = 2026
/** Buttons, drags, and both told in SGR form (from column 224 on the old form has no numbers left). */
const MOUSE = [1000, 1002, 1006] as const

const on = (...modes: readonly number[]) => modes.map(mode => `\x1b[?${mode}h`).join('')
const off = (...modes: readonly number[]) => modes.map(mode => `\x1b[?${mode}l`).join('')

/** Takes the terminal: another screen, no cursor, pastes told from typing, and the mouse if wanted. */
export function take(mouse: boolean): string {
  return on(ALTERNATE_SCREEN) + off(CURSOR) + on(BRACKETED_PASTE) + (mouse ? on(...MOUSE) : '')
}

/** Gives the terminal back, also out of the middle of a frame. */
export const GIVE_BACK = [
  off(SYNCHRONISED),
  '\x1b[m',
  off(...MOUSE.toReversed()),
  off(BRACKETED_PASTE),
  on(CURSOR),
  off(ALTERNATE_SCREEN),
].join('')

/** A frame that the terminal shows only once it is whole. */
export function synchronised(frame: string): string {
  return on(SYNCHRONISED) + frame + off(SYNCHRONISED)
}

/** Puts text on the clipboard of whoever sits in front of the terminal (OSC 52), over ssh too. */
export function clipboard(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`
}
