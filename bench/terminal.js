/** A program in a terminal of 200×50, read back through an emulator. */
import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'

const COLUMNS = 200
const ROWS = 50
/** No monitor takes that long to show its first rows, whatever the machine. */
const PATIENCE_SEC = 60

/**
 * @typedef {object} Running
 * @property {number} pid
 * @property {() => number} bytes received so far
 * @property {Promise<number>} firstFrameMs from the start to the arrival of what made {@link isTable} true
 * @property {Promise<number>} exitedMs from the start to the end
 */

/**
 * @param {{ command: string, args: string[] }} program
 * @param {{ env: Record<string, string>, pids: ReadonlySet<string> }} options the pids that the table is expected to show
 * @returns {Running}
 */
export function runInTerminal({ command, args }, { env, pids }) {
  const emulator = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true })
  const startedAt = performance.now()
  const child = pty.spawn(command, args, { cols: COLUMNS, rows: ROWS, name: 'xterm-256color', env })
  let bytes = 0
  let shown = false

  // What the emulator answers to queries goes back, as in a real terminal.
  emulator.onData(answer => child.write(answer))
  const firstFrameMs = new Promise((resolve, reject) => {
    child.onData(data => {
      bytes += Buffer.byteLength(data)
      const arrivedAt = performance.now()
      if (shown) return emulator.write(data)
      emulator.write(data, () => {
        if (shown || !isTable(linesOf(emulator), pids)) return
        shown = true
        resolve(arrivedAt - startedAt)
      })
    })
    const fail = (/** @type {string} */ what) => {
      emulator.write('', () =>
        reject(new Error(`${command} ${what} without a table:\n${linesOf(emulator).join('\n').trim()}`)),
      )
    }
    const deadline = setTimeout(() => fail(`ran for ${PATIENCE_SEC} s`), PATIENCE_SEC * 1000).unref()
    child.onExit(() => {
      clearTimeout(deadline)
      fail('ended')
    })
  })
  firstFrameMs.catch(() => {}) // a program that is only run to its end shows none
  const exitedMs = new Promise(resolve => child.onExit(() => resolve(performance.now() - startedAt)))
  return { pid: child.pid, bytes: () => bytes, firstFrameMs, exitedMs }
}

/**
 * Whether a screen shows at least twenty processes: rows with a pid that is there, a size of memory and a command.
 *
 * @param {string[]} lines
 * @param {ReadonlySet<string>} pids
 * @returns {boolean}
 */
export function isTable(lines, pids) {
  return lines.filter(line => isProcess(line, pids)).length >= 20
}

/**
 * @param {string} line
 * @param {ReadonlySet<string>} pids
 * @returns {boolean}
 */
function isProcess(line, pids) {
  const words = line.split(/[^\w.%/[\]:+-]+/)
  const pid = words.findIndex(word => pids.has(word))
  if (pid < 0) return false
  const others = words.filter((_, i) => i !== pid)
  // top and htop show KiB without a unit; a kernel thread has none.
  const memory = others.some(word => /^(\d+(\.\d+)?[KMGT](i?B)?|\d{3,}|0)$/i.test(word))
  return memory && others.some(word => /[a-z]{3}/i.test(word))
}

/**
 * @param {import('@xterm/headless').Terminal} emulator
 * @returns {string[]}
 */
function linesOf(emulator) {
  const { active } = emulator.buffer
  return Array.from({ length: ROWS }, (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '')
}
