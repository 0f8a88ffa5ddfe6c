import type { OwnTheme } from '../../config/own-themes.ts'
import type { View } from '../../model/view.ts'
import type { Area } from '../../terminal/frame.ts'
import type { Theme } from '../../terminal/theme.ts'
import { themeNames, themeOf, weaknessOf } from '../known-themes.ts'
import type { OverlayContext } from './overlay.ts'
import { SetupList } from './setup-list.ts'
import type { SetupPage } from './setup-page.ts'

export interface SetupThemeOptions {
  readonly view: View
  /** Those of the config file. */
  readonly themes: readonly OwnTheme[]
  setTheme(theme: Theme | 'auto'): void
}

/** The colours: the marked ones are seen at once, and stay once they are taken. */
export class SetupTheme implements SetupPage {
  readonly title = 'Theme'
  readonly #options: SetupThemeOptions
  readonly #list = new SetupList()
  readonly #names: readonly string[]
  /** On the screen now. */
  #tried: string

  constructor(options: SetupThemeOptions) {
    this.#options = options
    this.#names = themeNames(options.themes)
    this.#tried = options.view.theme
    this.#list.fit(this.#names.length)
    this.#list.go(this.#names.indexOf(this.#tried))
  }

  about(): string {
    const weakness = weaknessOf(this.#tried, this.#options.themes)
    if (weakness !== undefined) return weakness.about
    if (this.#tried !== this.#options.view.theme) return 'Tried: Enter takes it, else what was before comes back'
    return this.#tried === 'auto' ? 'Dark or light, as the terminal’s background is' : ''
  }

  position(): string {
    return this.#list.position
  }

  draw(area: Area, { unicode, hits }: OverlayContext): void {
    const { theme } = this.#options.view
    const items = this.#names.map(name => {
      const sign = name !== theme ? ' ' : unicode ? '●' : '*'
      return { label: `${sign} ${name}`, detail: '' }
    })
    this.#list.draw(area, items, {
      focused: true,
      unicode,
      hits,
      clicked: wasMarked => (wasMarked ? this.#take() : this.#try()),
    })
  }

  onKey(key: string): boolean {
    if (this.#list.onKey(key)) this.#try()
    else if (key === 'enter' || key === ' ') this.#take()
    else return false
    return true
  }

  onWheel(rows: number): void {
    this.#list.go(this.#list.at + rows)
    this.#try()
  }

  hints(): readonly (readonly [string, string])[] {
    return [['enter', 'Take']]
  }

  onSave(): void {
    this.#take()
  }

  /** What was only tried is gone again. */
  onLeave(): void {
    const { theme } = this.#options.view
    this.#list.go(this.#names.indexOf(theme))
    this.#show(theme)
  }

  #try(): void {
    const name = this.#names[this.#list.at]
    if (name !== undefined) this.#show(name)
  }

  #take(): void {
    this.#try()
    this.#options.view.theme = this.#tried
  }

  #show(name: string): void {
    if (name === this.#tried) return
    this.#tried = name
    this.#options.setTheme(themeOf(name, this.#options.themes))
  }
}
