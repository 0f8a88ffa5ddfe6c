import type { ReadStream, WriteStream } from 'node:tty'
import type { ColourDepth } from './colour.ts'
import type { Frame } from './frame.ts'
import type { InputEvent } from './input.ts'
import { guardProcess } from './lifecycle.ts'
import { hasGlyphs, isUtf8 } from './locale.ts'
import type { Panel } from './panels.ts'
import { Session } from './session.ts'
import type { Theme } from './theme.ts'

export type { Panel } from './panels.ts'

export interface TerminalOptions {
  readonly input: ReadStream
  readonly output: WriteStream & { readonly fd: number }
  readonly env: NodeJS.ProcessEnv
  readonly mouse: boolean
  /** ASCII only, whatever the locale says. */
  readonly ascii: boolean
  readonly colours: ColourDepth
  /** `auto`: dark, unless the terminal says that its background is light. */
  readonly theme: Theme | 'auto'
  /** The last chance to let go of children, synchronously, after the terminal was given back. */
  readonly onLeave: () => void
  /**
   * What is to be done before the program ends and takes a moment; undefined where that is nothing. Before `onLeave`,
   * with the terminal given back. It must not reject, and must be over some time.
   */
  readonly settle?: () => Promise<void> | undefined
  /** The same before a stop, with the terminal still ours; resolves to what is to be done once the program goes on. */
  readonly beforeStop?: () => Promise<() => void> | undefined
}

export interface Terminal {
  /** Cells; 80×24 where the terminal does not tell. */
  readonly width: number
  readonly height: number
  /** Whether braille, blocks and lines can be shown. Else draw ASCII twins: what is not ASCII becomes `?` and the like. */
  readonly unicode: boolean
  /** Keys, pastes and the mouse. The terminal's own reports are not among them. */
  onInput(listener: (event: InputEvent) => void): void
  /** The size may have changed, or the terminal came back after a stop: a frame is wanted. */
  onResize(listener: () => void): void
  /** Brings the terminal to this frame. What has not changed costs no byte. */
  show(frame: Frame, panels: readonly Panel[]): void
  /** Puts text on the clipboard (OSC 52), where the terminal allows it. */
  copy(text: string): void
  /** Stops the program and its process group, the terminal given back meanwhile; `fg` brings both back. */
  suspend(): void
  /** Draws everything again. */
  redraw(): void
  /** Draws everything in other colours; `auto` goes by the terminal's background again. */
  setTheme(theme: Theme | 'auto'): void
  /** Bytes the terminal has taken so far. */
  bytesWritten(): number
}

/**
 * Owns the terminal while `run` runs. However that ends (return, throw, an error nobody caught, a signal, an exit in the
 * middle of a frame), the terminal is given back as it was, then `onLeave` is called, and only then anything is said:
 * an ending signal n exits with 128 + n, an uncaught error is printed and exits with 1, and what `run` throws is thrown
 * on. A terminal that hung up ends the program like SIGHUP.
 */
export async function withScreen<T>(options: TerminalOptions, run: (terminal: Terminal) => Promise<T>): Promise<T> {
  const unicode = !options.ascii && isUtf8(options.env) && hasGlyphs(options.env)
  const session = new Session({
    ...options,
    unicode,
    // As if the kernel had told us so, which it does where the terminal is our own.
    onGone: () => guard.end('SIGHUP'),
  })
  let left = false
  /** The last thing that is done, even where the process exits there and then. */
  const letGo = () => {
    session.leave()
    if (left) return
    left = true
    options.onLeave()
  }
  let isStopping = false
  const suspend = () => {
    if (isStopping) return
    const before = options.beforeStop?.()
    if (before === undefined) {
      session.suspend()
      return
    }
    isStopping = true
    void before.then(goOn => {
      isStopping = false
      session.suspend()
      goOn()
    })
  }
  const guard = guardProcess({
    leave: () => session.leave(),
    settle: () => options.settle?.(),
    letGo,
    stop: suspend,
    resume: () => session.resume(),
  })
  try {
    session.enter()
    const result = await run({
      get width() {
        return session.width
      },
      get height() {
        return session.height
      },
      unicode,
      onInput: listener => session.onInput(listener),
      onResize: listener => session.onResize(listener),
      show: (frame, panels) => session.show(frame, panels),
      copy: text => session.copy(text),
      suspend,
      redraw: () => session.redraw(),
      setTheme: theme => session.setTheme(theme),
      bytesWritten: () => session.bytesWritten,
    })
    await session.repliesReceived()
    return result
  } finally {
    session.leave()
    await options.settle?.()
    letGo()
    guard.off()
  }
}
