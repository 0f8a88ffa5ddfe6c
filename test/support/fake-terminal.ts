import type { Frame } from '../../src/terminal/frame.ts'
import type { InputEvent } from '../../src/terminal/input.ts'
import type { Panel, Terminal } from '../../src/terminal/screen.ts'
import type { Theme } from '../../src/terminal/theme.ts'

/** A terminal that keeps what it was shown, and whose keys and mouse the test holds. */
export class FakeTerminal implements Terminal {
  width: number
  height: number
  readonly unicode: boolean
  /** The rows of the last frame, trailing blanks cut. */
  rows: readonly string[] = []
  /** The styles of the last frame's cells, row by row. */
  styles: readonly number[] = []
  panels: readonly Panel[] = []
  frames = 0
  /** What else was asked of it. */
  readonly asked: string[] = []
  #input: (event: InputEvent) => void = () => undefined
  #resized: () => void = () => undefined

  constructor(width: number, height: number, unicode = true) {
    this.width = width
    this.height = height
    this.unicode = unicode
  }

  onInput(listener: (event: InputEvent) => void): void {
    this.#input = listener
  }

  onResize(listener: () => void): void {
    this.#resized = listener
  }

  show(frame: Frame, panels: readonly Panel[]): void {
    this.rows = frame.text()
    this.styles = [...frame.styles]
    this.panels = panels
    this.frames++
  }

  copy(text: string): void {
    this.asked.push(`copy ${text}`)
  }

  suspend(): void {
    this.asked.push('suspend')
  }

  redraw(): void {
    this.asked.push('redraw')
  }

  setTheme(theme: Theme | 'auto'): void {
    this.asked.push(`theme ${theme === 'auto' ? 'auto' : theme.name}`)
  }

  bytesWritten(): number {
    return 0
  }

  /** Sends a key, a paste or a mouse event. */
  send(event: InputEvent): void {
    this.#input(event)
  }

  resize(width: number, height: number): void {
    this.width = width
    this.height = height
    this.#resized()
  }
}
