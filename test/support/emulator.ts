import unicode11 from '@xterm/addon-unicode11'
import headless, { type Terminal } from '@xterm/headless'

export interface EmulatorOptions {
  readonly columns: number
  readonly rows: number
  /** What a program that asks for the background colour (OSC 11) is told; `false` gives no answer, as old terminals. */
  readonly background: `#${string}` | false
}

/** A terminal without a window: xterm's parser and screen, and what it knows of the program besides the cells. */
export interface Emulator {
  readonly terminal: Terminal
  /** The DEC private modes that are on (25 cursor, 1002 mouse, 1049 alternate screen, 2004 bracketed paste …). */
  readonly modes: ReadonlySet<number>
  /** How many synchronised frames (mode 2026) the program has completed. */
  frames(): number
  title(): string
  /** What the program has put on the clipboard with OSC 52. */
  clipboard(): string | undefined
}

/** Modes that a terminal has on from the start: wrapping at the margin, and the cursor. */
const INITIAL_MODES = [7, 25]

/** @param reply gets what the terminal answers to the program's questions */
export function createEmulator(options: EmulatorOptions, reply: (text: string) => void): Emulator {
  const terminal = new headless.Terminal({
    cols: options.columns,
    rows: options.rows,
    allowProposedApi: true,
    scrollback: 1000,
  })
  terminal.loadAddon(new unicode11.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  terminal.onData(reply)
  let title = ''
  terminal.onTitleChange(text => {
    title = text
  })
  let clipboard: string | undefined
  terminal.parser.registerOscHandler(52, data => {
    clipboard = Buffer.from(data.slice(data.indexOf(';') + 1), 'base64').toString('utf8')
    return true
  })
  let frames = 0
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, params => {
    if (params.includes(2026)) frames++
    return false
  })
  const background = options.background
  terminal.parser.registerOscHandler(11, data => {
    if (data === '?' && background !== false) reply(`\x1b]11;${xColour(background)}\x1b\\`)
    return true
  })
  return { terminal, modes: trackModes(terminal), frames: () => frames, title: () => title, clipboard: () => clipboard }
}

/** The emulator tells only some of its modes, and not whether the cursor shows: they are read as they pass by. */
function trackModes(terminal: Terminal): ReadonlySet<number> {
  const modes = new Set(INITIAL_MODES)
  const watch = (final: string, change: (mode: number) => void) =>
    terminal.parser.registerCsiHandler({ prefix: '?', final }, params => {
      for (const param of params.flat()) change(param)
      return false
    })
  watch('h', mode => modes.add(mode))
  watch('l', mode => modes.delete(mode))
  terminal.parser.registerEscHandler({ final: 'c' }, () => {
    modes.clear()
    for (const mode of INITIAL_MODES) modes.add(mode)
    return false
  })
  // DECSTR, the soft reset, touches these alone of the modes that a program may have set.
  terminal.parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
    for (const mode of INITIAL_MODES) modes.add(mode)
    for (const mode of [1, 6]) modes.delete(mode)
    return false
  })
  return modes
}

/** `#rrggbb` as X11 and the terminals' replies write it: `rgb:rrrr/gggg/bbbb`. */
function xColour(hex: string): string {
  const parts = hex.slice(1).match(/../g) ?? []
  return `rgb:${parts.map(part => part + part).join('/')}`
}
