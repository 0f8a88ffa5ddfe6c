import { EventEmitter } from 'node:events'
import type { Capabilities, ScreenProgram } from 'blessed/lib/widgets/screen.js'

/**
 * The control sequences a screen needs, the same for every terminal of today: ECMA-48, and DEC's private modes.
 *
 * blessed's own terminfo reader does not know the 32-bit format that most `*-256color` entries have, falls back to eight
 * colours for them, and spends 27 ms on compiling hundreds of capabilities of which these are used.
 */
const CAPABILITIES: Capabilities = {
  // Characters that the terminal cannot show are replaced before they come here.
  unicode: true,
  colors: 256,
  bools: {},
  numbers: {},
  strings: { parm_right_cursor: '\x1b[%p1%dC' },
  acscr: {},
  utoa: {},
  cup: (row, column) => `\x1b[${row + 1};${column + 1}H`,
  cuf: columns => (columns === 1 ? '\x1b[C' : `\x1b[${columns}C`),
  // The cursor stays hidden, so it matters to nobody where it is left.
  sc: () => '',
  rc: () => '',
  civis: () => '',
  cnorm: () => '',
}

/**
 * Stands where blessed has its `Program`: collects what the screen writes instead of writing it. The keyboard, the
 * terminal's modes and the process's signals are not its business (see `session.ts`).
 */
export class PaintProgram extends EventEmitter implements ScreenProgram {
  readonly tput = CAPABILITIES
  readonly put = { keypad_xmit: () => undefined, keypad_local: () => undefined }
  readonly options = {}
  /**
   * None: the panels write their cells themselves. blessed keeps two arrays for each cell, which at 200×50 cost 10 ms at
   * start and its comparing of them 17 more, where a comparison of frames costs a tenth of that.
   */
  cols = 0
  rows = 0
  isAlt = false
  cursorHidden = true
  useBuffer = true
  zero = true
  #written = ''

  /** What was written since the last call. */
  take(): string {
    const written = this.#written
    this.#written = ''
    return written
  }

  _write(text: string): void {
    this.#written += text
  }

  clear(): void {
    this.#written += '\x1b[m\x1b[H\x1b[2J'
  }

  setupTput(): void {}
  alternateBuffer(): void {}
  csr(): void {}
  hideCursor(): void {}
  cup(): void {}
  destroy(): void {}
}
