import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, write } from 'node:fs'
import { constants as system } from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import type { ReadStream } from 'node:tty'
import nodePty from '@lydell/node-pty'
import { type Cell, screenCells, screenText } from './cells.ts'
import { createEmulator } from './emulator.ts'
import { bracketedPaste, keyBytes, type MouseButton, mouseBytes } from './keys.ts'

declare module '@lydell/node-pty' {
  /** Exported but not declared by the package: a pty without a process. `slave` is already being read from. */
  function open(options: { cols: number; rows: number; encoding: null }): OpenPty
  interface OpenPty {
    readonly master: ReadStream
    readonly slave: ReadStream
    readonly ptsName: string
    resize(columns: number, rows: number): void
  }
}

export interface PtyOptions {
  command: string
  args?: string[]
  /** Default 80. */
  columns?: number
  /** Default 24. */
  rows?: number
  /** Added to a clean environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>
  cwd?: string
  /** `TERM`, by default xterm-256color. */
  term?: string
  /** The colour that the terminal says its background has; `false`: it does not answer. Default black. */
  background?: `#${string}` | false
}

/** A program in a pseudoterminal, and the screen that a user would see. Columns and rows of the mouse count from 0. */
export interface PtyProgram {
  readonly pid: number
  /** Path of the terminal's device. */
  readonly tty: string
  /** The visible rows, trailing blanks cut. */
  text(): string[]
  cells(): Cell[][]
  cursorVisible(): boolean
  /** Whether the alternate screen shows. */
  alternate(): boolean
  title(): string
  /** What the program has copied (OSC 52). */
  clipboard(): string | undefined
  /** The DEC private modes that are on. */
  modes(): ReadonlySet<number>
  /** How many synchronised frames (mode 2026) the program has completed. */
  frames(): number
  /** All that the program has written so far. */
  raw(): string
  bytesReceived(): number
  /**
   * Sends keys by name ('enter', 'f9', 'C-c', 'S-tab' …), anything else as literal text. All in one write, so nothing
   * may follow 'escape' before the program has shown that it saw it: terminals send Alt and a key like this.
   */
  type(...keys: string[]): void
  /** Sends text as it is, even where it is a key's name, or a terminal's reply. */
  send(text: string): void
  /** Bracketed when the program has asked for it. */
  paste(text: string): void
  click(column: number, row: number, button?: MouseButton): void
  wheel(direction: 'up' | 'down' | 'left' | 'right', column: number, row: number): void
  /** Presses, moves cell by cell in a straight line and releases. */
  drag(from: readonly [number, number], to: readonly [number, number], button?: MouseButton): void
  resize(columns: number, rows: number): void
  /**
   * Resolves with the screen once it shows this, in a whole frame where the program uses synchronised output.
   * A pattern is matched against all rows joined by newlines. Rejects with the screen in its message after `timeoutMs`
   * (default 10 s), and at once when the program ended without showing it.
   */
  until(what: string | RegExp | ((rows: string[]) => boolean), timeoutMs?: number): Promise<string[]>
  /** Resolves when all bytes received so far are on the screen. */
  settled(): Promise<void>
  /** As waitpid(2) tells it, once everything that the program wrote is on the screen: one of the two is 0. */
  readonly exited: Promise<{ code: number; signal: number }>
  /** Takes the terminal away from under the program, as closing the window does. */
  hangUp(): void
  /** Kills the program if it still runs, waits for its end and closes the terminal. */
  end(): Promise<void>
}

/**
 * bash as `exec` for a session leader: opening the terminal makes it the controlling one, and descriptors of other
 * terminals, which node-pty lets children inherit, are closed: a terminal hangs up only when the last of them is.
 */
const LAUNCHER = `
for path in /proc/$$/fd/*; do fd=\${path##*/}; if ((fd > 2)); then eval "exec $fd>&-"; fi; done 2>/dev/null
unset SHLVL OLDPWD tty; tty=$1; shift
exec "$@" <>"$tty" >&0 2>&0`

/** Everything else of the tests' own environment (NO_COLOR, CI, TMUX, COLUMNS …) would change what programs draw. */
const KEPT_VARIABLES = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'TZ']

/** Starts a program as a session leader on a new terminal. The terminal outlives it, until {@link PtyProgram.end}. */
export function openPty(options: PtyOptions): PtyProgram {
  const columns = options.columns ?? 80
  const rows = options.rows ?? 24
  const pty = nodePty.open({ cols: columns, rows, encoding: null })
  const { master, ptsName: tty } = pty
  const slave = openSync(tty, constants.O_RDWR | constants.O_NOCTTY)
  // Left open it would read away what is typed.
  pty.slave.destroy()
  const child = spawn('bash', ['--norc', '-c', LAUNCHER, 'bash', tty, options.command, ...(options.args ?? [])], {
    detached: true,
    stdio: 'ignore',
    env: environment(options),
    cwd: options.cwd,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('bash is needed to start programs in a terminal, and was not found')

  const received: Uint8Array[] = []
  const send = (text: string) => {
    master.write(text)
  }
  const emulator = createEmulator({ columns, rows, background: options.background ?? '#000000' }, send)
  const { terminal, modes } = emulator

  const waiting = new Set<() => void>()
  const look = () => {
    for (const check of waiting) check()
  }
  let heardAtMs = performance.now()
  // The emulator loses a cell where the bytes of a character come apart.
  const decoder = new StringDecoder('utf8')
  master.on('data', (bytes: Uint8Array) => {
    heardAtMs = performance.now()
    received.push(bytes)
    terminal.write(decoder.write(Buffer.from(bytes)), look)
  })

  let open = true
  let end: { code: number; signal: number } | undefined
  const exited = new Promise<{ code: number; signal: number }>(resolve => {
    child.once('exit', (code, signal) => {
      const settle = () => {
        end = { code: code ?? 0, signal: signal === null ? 0 : system.signals[signal] }
        resolve(end)
        look()
      }
      if (open) afterOutput(settle)
      else settle()
    })
  })

  /** What the program wrote last may still be on its way: a mark written behind it tells when all of it has come. */
  const mark = `\x1b]7777;${randomUUID()}\x07`
  const afterOutput = (then: () => void) => {
    terminal.parser.registerOscHandler(7777, () => {
      then()
      return true
    })
    write(slave, mark, error => {
      if (error) then()
    })
  }

  const closeTerminal = () => {
    if (!open) return
    open = false
    master.destroy()
    closeSync(slave)
  }

  const reportMouse = (needed: readonly number[], bytes: string) => {
    if (!modes.has(1006) || !needed.some(mode => modes.has(mode))) {
      throw new Error('the program has not asked for these mouse reports, so a terminal sends none')
    }
    send(bytes)
  }
  const button = (...args: Parameters<typeof mouseBytes>) => reportMouse([1000, 1002, 1003], mouseBytes(...args))

  const program: PtyProgram = {
    pid,
    tty,
    exited,
    text: () => screenText(terminal),
    cells: () => screenCells(terminal),
    cursorVisible: () => modes.has(25),
    alternate: () => terminal.buffer.active.type === 'alternate',
    title: emulator.title,
    clipboard: emulator.clipboard,
    modes: () => modes,
    frames: emulator.frames,
    raw: () => Buffer.concat(received).toString('utf8').replace(mark, ''),
    bytesReceived: () => received.reduce((sum, bytes) => sum + bytes.length, 0),
    send,
    type: (...keys) => send(keys.map(key => keyBytes(key, modes.has(1))).join('')),
    paste: text => send(modes.has(2004) ? bracketedPaste(text) : text),
    click: (column, row, which = 'left') => {
      button('down', which, column, row)
      button('up', which, column, row)
    },
    wheel: (direction, column, row) => button(`wheel${direction}`, 'none', column, row),
    drag: (from, to, which = 'left') => {
      button('down', which, ...from)
      for (const cell of lineOfCells(from, to)) reportMouse([1002, 1003], mouseBytes('move', which, ...cell))
      button('up', which, ...to)
    },
    resize: (width, height) => {
      terminal.resize(width, height)
      pty.resize(width, height)
    },
    settled: () => new Promise(resolve => terminal.write('', resolve)),
    until: (what, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const shown = matcher(what)
        const stop = () => {
          clearTimeout(timer)
          waiting.delete(check)
        }
        const fail = (why: string) => {
          stop()
          const silence = `silent for ${Math.round(performance.now() - heardAtMs)} ms`
          reject(
            new Error(`${why} without showing ${describe(what)}; ${silence}, the screen:\n${framed(program.text())}`),
          )
        }
        const check = () => {
          const screen = program.text()
          if (!modes.has(2026) && shown(screen)) {
            stop()
            resolve(screen)
          } else if (end !== undefined) {
            fail(`${options.command} ended with code ${end.code}, signal ${end.signal}`)
          }
        }
        const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs)
        waiting.add(check)
        check()
      }),
    hangUp: closeTerminal,
    end: async () => {
      // While `exited` is pending the child is not reaped yet or was so in this very turn: the pid is still its own.
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await exited
      closeTerminal()
      terminal.dispose()
    },
  }
  return program
}

/**
 * The settings of the program's terminal as `stty -a` prints them, without its size, before or after the program ended.
 * Throws when the terminal was hung up.
 */
export function sttyState(program: PtyProgram): string {
  const text = execFileSync('stty', ['-F', program.tty, '-a'], { encoding: 'utf8' })
  return text.replace(/rows \d+; columns \d+; /, '')
}

function environment(options: PtyOptions): NodeJS.ProcessEnv {
  const kept = KEPT_VARIABLES.flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(kept),
    LANG: 'C.UTF-8',
    // Nobody's own settings, and nothing is left in anybody's home.
    XDG_CONFIG_HOME: '/proc/nonexistent',
    XDG_STATE_HOME: '/proc/nonexistent',
    COLORTERM: 'truecolor',
    TERM: options.term ?? 'xterm-256color',
    ...options.env,
  }
}

function matcher(what: string | RegExp | ((rows: string[]) => boolean)): (rows: string[]) => boolean {
  if (typeof what === 'function') return what
  if (typeof what === 'string') return rows => rows.some(row => row.includes(what))
  return rows => rows.join('\n').search(what) !== -1
}

function describe(what: string | RegExp | ((rows: string[]) => boolean)): string {
  return typeof what === 'string' ? JSON.stringify(what) : String(what)
}

function framed(rows: string[]): string {
  const width = Math.max(0, ...rows.map(row => row.length))
  return rows.map(row => `│${row.padEnd(width)}│`).join('\n')
}

function lineOfCells(from: readonly [number, number], to: readonly [number, number]): [number, number][] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const steps = Math.max(Math.abs(dx), Math.abs(dy))
  return Array.from({ length: steps }, (_, i): [number, number] => [
    from[0] + Math.round((dx * (i + 1)) / steps),
    from[1] + Math.round((dy * (i + 1)) / steps),
  ])
}
