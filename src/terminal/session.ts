import type { ReadStream, WriteStream } from 'node:tty'
import { Canvas } from './canvas.ts'
import type { ColourDepth } from './colour.ts'
import type { Frame } from './frame.ts'
import { type InputEvent, Tokeniser } from './input.ts'
import { stopGroup } from './lifecycle.ts'
import { clipboard, GIVE_BACK, synchronised, take } from './modes.ts'
import { Palette } from './palette.ts'
import type { Panel } from './panels.ts'
import { ASK_ATTRIBUTES, ASK_BACKGROUND, backgroundIn, isAttributes, isLight } from './report.ts'
import { darkTheme, lightTheme, type Theme, themeFromEnvironment } from './theme.ts'
import { isTerminalGone, TerminalWriter } from './writer.ts'

export interface SessionOptions {
  readonly input: ReadStream
  readonly output: WriteStream & { readonly fd: number }
  readonly env: NodeJS.ProcessEnv
  readonly mouse: boolean
  readonly unicode: boolean
  readonly colours: ColourDepth
  /** `auto` follows the terminal's background. */
  readonly theme: Theme | 'auto'
  /** The terminal is gone: nobody will read or type any more. */
  readonly onGone: () => void
}

/** Whether the terminal is ours, lent back to the shell while we are stopped, or given back for good. */
type State = 'new' | 'ours' | 'lent' | 'left'

/** How long after a stop that did not stop us the terminal is taken again. */
const DISCARDED_STOP_MS = 50
/** How long leaving waits for a reply that would else be typed into the shell. */
const REPLY_MS = 100

const FALLBACK_COLUMNS = 80
const FALLBACK_ROWS = 24

/** The conversation with one terminal: what is shown, what is typed, and whose the terminal is. */
export class Session {
  readonly #options: SessionOptions
  readonly #writer: TerminalWriter
  readonly #tokeniser: Tokeniser
  readonly #inputListeners: ((event: InputEvent) => void)[] = []
  readonly #resizeListeners: (() => void)[] = []
  #canvas: Canvas | undefined
  #theme: Theme | 'auto'
  /** What `auto` is: by the environment, until the terminal says what its background is. */
  #automatic: Theme
  #palette: Palette
  #state: State = 'new'
  #shown: { readonly frame: Frame; readonly panels: readonly Panel[] } | undefined
  #backgroundAsked = false
  #replyAwaited = false
  #onReply: (() => void) | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#theme = options.theme
    this.#automatic = themeFromEnvironment(options.env)
    this.#palette = new Palette(this.#themeNow, options.colours)
    this.#writer = new TerminalWriter(options.output.fd, { gone: options.onGone, drained: () => this.#paint() })
    this.#tokeniser = new Tokeniser(event => this.#receive(event))
  }

  get width(): number {
    return this.#options.output.columns || FALLBACK_COLUMNS
  }

  get height(): number {
    return this.#options.output.rows || FALLBACK_ROWS
  }

  get bytesWritten(): number {
    return this.#writer.bytes
  }

  onInput(listener: (event: InputEvent) => void): void {
    this.#inputListeners.push(listener)
  }

  onResize(listener: () => void): void {
    this.#resizeListeners.push(listener)
  }

  /** Takes the terminal and listens to it. */
  enter(): void {
    const { input, output } = this.#options
    this.#canvas = new Canvas(this.width, this.height, this.#options.unicode, style => this.#palette.select(style))
    this.#takeTerminal()
    if (this.#theme === 'auto') this.#askBackground()
    input.on('data', this.#onData)
    input.on('end', this.#options.onGone)
    input.on('error', this.#onInputError)
    input.resume()
    output.on('resize', this.#onResize)
  }

  /** Gives the terminal back for good, as it was. Safe at any time and more than once. */
  leave(): void {
    if (this.#state === 'left' || this.#state === 'new') return
    const { input, output } = this.#options
    this.#giveBack()
    this.#state = 'left'
    input.off('data', this.#onData)
    input.off('end', this.#options.onGone)
    output.off('resize', this.#onResize)
    input.pause()
    this.#canvas?.destroy()
  }

  /** Resolves once no reply of the terminal is under way, or after a tenth of a second. */
  async repliesReceived(): Promise<void> {
    if (!this.#replyAwaited || this.#state !== 'ours') return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, REPLY_MS)
      this.#onReply = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  show(frame: Frame, panels: readonly Panel[]): void {
    this.#shown = { frame, panels }
    this.#paint()
  }

  copy(text: string): void {
    this.#writer.write(clipboard(text))
  }

  redraw(): void {
    this.#canvas?.repaint()
    this.#paint()
  }

  /** Draws everything in other colours; `auto` are those for the background that the terminal says it has. */
  setTheme(theme: Theme | 'auto'): void {
    this.#theme = theme
    if (theme === 'auto') this.#askBackground()
    this.#applyTheme()
  }

  /** Lends the terminal to the shell and stops the process group, until the shell continues it. */
  suspend(): void {
    if (this.#state !== 'ours') return
    this.#giveBack()
    stopGroup()
    // After a stop SIGCONT comes first; where the stop was discarded nothing comes.
    setTimeout(() => {
      // Signals that have come since have their turn before.
      setImmediate(() => {
        if (this.#state === 'lent') this.resume()
      })
    }, DISCARDED_STOP_MS)
  }

  /** Takes the terminal again after a stop, whoever stopped us, and draws everything. */
  resume(): void {
    if (this.#state !== 'lent' && this.#state !== 'ours') return
    // Stopped by SIGSTOP nothing was given back, yet the shell has set its own modes since.
    if (this.#state === 'ours') this.#setRaw(false)
    this.#takeTerminal()
    // A stopped job is not told of new sizes.
    refreshSize(this.#options.output)
    this.#onResize()
  }

  #takeTerminal(): void {
    this.#state = 'ours'
    this.#setRaw(true)
    this.#writer.open()
    this.#writer.write(take(this.#options.mouse))
  }

  #giveBack(): void {
    if (this.#state !== 'ours') return
    this.#state = 'lent'
    this.#tokeniser.close()
    this.#writer.close(GIVE_BACK)
    this.#setRaw(false)
  }

  #setRaw(raw: boolean): void {
    const { input } = this.#options
    if (input.isTTY && !input.destroyed) input.setRawMode(raw)
  }

  get #themeNow(): Theme {
    return this.#theme === 'auto' ? this.#automatic : this.#theme
  }

  #applyTheme(): void {
    this.#palette = new Palette(this.#themeNow, this.#options.colours)
    this.redraw()
  }

  /** Once: until it is answered, and where nobody answers, the environment is believed. */
  #askBackground(): void {
    if (this.#backgroundAsked || !this.#asksReplies || this.#state !== 'ours') return
    this.#backgroundAsked = true
    this.#replyAwaited = true
    this.#writer.write(ASK_BACKGROUND + ASK_ATTRIBUTES)
  }

  /** The Linux console and colourless terminals of old print what they do not understand. */
  get #asksReplies(): boolean {
    return this.#options.colours !== 'mono' && !/^(linux|dumb|vt\d)/.test(this.#options.env['TERM'] ?? '')
  }

  /** Brings the terminal to the frame that was shown last. A terminal that is behind gets only the newest. */
  #paint(): void {
    if (this.#state !== 'ours' || this.#shown === undefined || this.#canvas === undefined || this.#writer.busy) return
    const bytes = this.#canvas.draw(this.#shown.frame, this.#shown.panels)
    if (bytes !== '') this.#writer.write(synchronised(bytes))
  }

  readonly #onData = (bytes: Uint8Array): void => this.#tokeniser.push(bytes)

  /** Stays on the input after leaving: a terminal that hangs up then is no reason to end otherwise than we do. */
  readonly #onInputError = (error: Error): void => {
    if (!isTerminalGone(error)) throw error
    if (this.#state === 'ours') this.#options.onGone()
  }

  readonly #onResize = (): void => {
    if (this.#state !== 'ours') return
    this.#canvas?.resize(this.width, this.height)
    for (const listener of this.#resizeListeners) listener()
    // Whoever listens draws a frame of the new size; if nobody does, the old one is still better than nothing.
    this.#paint()
  }

  #receive(event: InputEvent): void {
    if (event.kind === 'report') {
      this.#reply(event.sequence)
      return
    }
    for (const listener of this.#inputListeners) listener(event)
  }

  #reply(sequence: string): void {
    const background = backgroundIn(sequence)
    if (background !== undefined) {
      this.#automatic = isLight(background) ? lightTheme : darkTheme
      if (this.#themeNow.background !== this.#palette.background) this.#applyTheme()
    }
    if (isAttributes(sequence)) {
      this.#replyAwaited = false
      this.#onReply?.()
    }
  }
}

/** Asks the kernel for the size now. Node does so by itself only on SIGWINCH. */
function refreshSize(output: WriteStream): void {
  const stream: WriteStream & { _refreshSize?: () => void } = output
  stream._refreshSize?.()
}
