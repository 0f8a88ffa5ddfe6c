/** A program in a terminal of 200×50, read back through an emulator. */
import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { LULL_MS } from './refreshes.js'

/** @import { Arrival } from './refreshes.js' */
/** @import { Row } from './screen.js' */

const COLUMNS = 200
const ROWS = 50
/** A cell's background fills the 26 bits below. */
const INVERSE = 2 ** 26
const UNDERLINE = 2 ** 27

/**
 * @typedef {object} Running
 * @property {number} pid
 * @property {number} startedAt
 * @property {readonly Arrival[]} arrivals all output so far
 * @property {Promise<number>} exited to when it ended
 * @property {() => boolean} isRunning
 * @property {() => string[]} lines
 * @property {() => Row[]} rows
 * @property {() => Promise<void>} drawn resolves when all that has arrived stands on the screen
 * @property {(text: string) => void} type
 * @property {(key: 'up' | 'down') => void} press
 * @property {(condition: () => boolean, limitMs: number) => Promise<number | undefined>} until to when the output arrived
 *   that made it true; `undefined` when none did in time or the program ended
 * @property {(limitMs: number) => Promise<boolean>} lull whether something was sent and then, for a while, nothing
 */

/**
 * @param {{ command: string, args: string[] }} program
 * @param {Record<string, string>} env
 * @returns {Running}
 */
export function runInTerminal({ command, args }, env) {
  const emulator = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true })
  const startedAt = performance.now()
  const child = pty.spawn(command, args, { cols: COLUMNS, rows: ROWS, name: 'xterm-256color', env })
  /** @type {Arrival[]} */
  const arrivals = []
  /** @type {Set<(arrivedAt: number) => void>} called when output is drawn */
  const onDrawn = new Set()
  /** @type {Set<() => void>} */
  const onData = new Set()
  let running = true

  // What the emulator answers to queries goes back, as in a real terminal.
  emulator.onData(answer => child.write(answer))
  child.onData(data => {
    const at = performance.now()
    arrivals.push({ at, bytes: Buffer.byteLength(data) })
    for (const tell of onData) tell()
    emulator.write(data, () => {
      for (const tell of onDrawn) tell(at)
    })
  })
  const exited = new Promise(resolve => {
    child.onExit(() => {
      running = false
      resolve(performance.now())
    })
  })

  /** @type {Running['until']} */
  async function until(condition, limitMs) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let deadline
    /** @type {((arrivedAt: number) => void) | undefined} */
    let look
    const met = new Promise(resolve => {
      look = arrivedAt => {
        if (condition()) resolve(arrivedAt)
      }
      onDrawn.add(look)
      deadline = setTimeout(() => resolve(undefined), limitMs)
      // What it wrote last may still have to be drawn.
      exited.then(drawn).then(() => resolve(undefined))
    })
    const arrivedAt = await met
    clearTimeout(deadline)
    if (look !== undefined) onDrawn.delete(look)
    return arrivedAt
  }

  /** @returns {Promise<void>} */
  function drawn() {
    return new Promise(resolve => emulator.write('', resolve))
  }

  return {
    pid: child.pid,
    startedAt,
    arrivals,
    exited,
    isRunning: () => running,
    lines: () => linesOf(emulator).map(line => line?.translateToString(true) ?? ''),
    rows: () => linesOf(emulator).map(line => ({ text: line?.translateToString(true) ?? '', styles: stylesOf(line) })),
    drawn,
    type: text => child.write(text),
    // As a terminal does it: programs may ask for another spelling of the arrow keys.
    press: key => child.write(`\x1b${emulator.modes.applicationCursorKeysMode ? 'O' : '['}${key === 'up' ? 'A' : 'B'}`),
    until,
    lull: limitMs =>
      new Promise(resolve => {
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        let silence
        const end = (/** @type {boolean} */ came) => {
          clearTimeout(silence)
          clearTimeout(deadline)
          onData.delete(wait)
          resolve(came)
        }
        const wait = () => {
          clearTimeout(silence)
          silence = setTimeout(() => end(true), LULL_MS)
        }
        const deadline = setTimeout(() => end(false), limitMs)
        onData.add(wait)
      }),
  }
}

/**
 * @param {import('@xterm/headless').Terminal} emulator
 * @returns {(import('@xterm/headless').IBufferLine | undefined)[]}
 */
function linesOf(emulator) {
  const { active } = emulator.buffer
  return Array.from({ length: ROWS }, (_, y) => active.getLine(active.viewportY + y))
}

/**
 * @param {import('@xterm/headless').IBufferLine | undefined} line
 * @returns {Uint32Array}
 */
function stylesOf(line) {
  const styles = new Uint32Array(COLUMNS)
  let cell
  for (let x = 0; x < COLUMNS; x++) {
    cell = line?.getCell(x, cell)
    if (cell === undefined) continue
    // The default background has the colour -1, and modes the bits from 24 on.
    const background = cell.getBgColorMode() + Math.max(0, cell.getBgColor())
    styles[x] = background + (cell.isInverse() ? INVERSE : 0) + (cell.isUnderline() ? UNDERLINE : 0)
  }
  return styles
}
