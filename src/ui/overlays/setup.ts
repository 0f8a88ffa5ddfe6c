import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import type { Hits } from '../hits.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'
import { SetupColumns, type SetupColumnsOptions } from './setup-columns.ts'
import { SetupOptions, type SetupOptionsOptions } from './setup-options.ts'
import type { SetupPage } from './setup-page.ts'
import { SetupPanels, type SetupPanelsOptions } from './setup-panels.ts'
import { SetupTheme, type SetupThemeOptions } from './setup-theme.ts'

const TEXT = style('dialogText', 'dialogBack')
const TAB = style('label')
const TAB_OPEN = style('accent', 'default', BOLD)
const TITLE = 'Setup'
const MOST_WIDTH = 100
const MOST_HEIGHT = 16
/** Of less rows beneath the table's title it goes on top. */
const LEAST_BENEATH = 7
const LEAST_HEIGHT = 5
const PASSED = ['suspend', 'redraw', 'help']

export interface SetupBoxOptions
  extends SetupColumnsOptions,
    SetupThemeOptions,
    SetupOptionsOptions,
    SetupPanelsOptions {
  /** Writes what is chosen to the config file, and says how that went. */
  save(): void
}

/** What the screen is to look like, chosen with the table in view: what is chosen holds at once, and until one leaves. */
export class Setup implements Overlay {
  readonly id = 'setup'
  readonly full = false
  readonly moves = true
  readonly #options: SetupBoxOptions
  readonly #pages: readonly SetupPage[]
  #open: SetupPage
  #done = false

  constructor(options: SetupBoxOptions) {
    this.#options = options
    this.#open = new SetupColumns(options)
    this.#pages = [this.#open, new SetupTheme(options), new SetupOptions(options), new SetupPanels(options)]
  }

  draw(area: Area, context: OverlayContext): Rect {
    const rect = placeIn(area, this.#options.view.header)
    const box = area.inner(rect.x, rect.y, rect.width, rect.height)
    box.fill(' ', TEXT)
    context.hits.addDialog(area, rect, () => {
      this.#done = true
    })
    const foot = { foot: this.#open.about(), footRight: this.#open.position() }
    const inside = drawBox(box, { title: TITLE, ...foot }, context.unicode)
    this.#drawTabs(box, context.hits)
    this.#open.draw(inside, context)
    return rect
  }

  /** A click was beside it: the app closes it after the event. */
  get done(): boolean {
    return this.#done
  }

  onKey(key: string): KeyOutcome {
    if (this.#open.onKey(key)) return 'used'
    const { keys } = this.#options
    if (key === 'tab') this.#turn(1)
    else if (key === 'S-tab') this.#turn(-1)
    else if (/^[1-9]$/.test(key)) this.#show(this.#pages[Number(key) - 1])
    else if (key === 's') this.#save()
    else if (key === 'escape' || key === 'q' || key === 'f10') return 'close'
    else if (keys.passes(key, PASSED)) return 'pass'
    else if (keys.passes(key, ['save-settings'])) this.#save()
    else if (keys.passes(key, ['setup'])) return 'close'
    return 'used'
  }

  onWheel(rows: number): void {
    this.#open.onWheel(rows)
  }

  onClose(): void {
    this.#open.onLeave?.()
  }

  /** What does not fit gives way from the end. */
  hints(): readonly (readonly [string, string])[] {
    const [first = ['enter', 'Change'], ...others] = this.#open.hints()
    return [first, ['s', 'Save'], ['escape', 'Close'], ['tab', 'Page'], ...others]
  }

  #drawTabs(box: Area, hits: Hits): void {
    let x = 2 + cellWidth(TITLE) + 2
    for (const [i, page] of this.#pages.entries()) {
      const text = ` ${i + 1} ${page.title}`
      if (x + cellWidth(text) + 1 >= box.width) return
      hits.add({ x: box.rect.x + x, y: box.rect.y, width: cellWidth(text), height: 1 }, () => this.#show(page))
      x = box.put(x, 0, text, page === this.#open ? TAB_OPEN : TAB)
      box.put(x, 0, ' ', TAB)
    }
  }

  #turn(by: number): void {
    const { length } = this.#pages
    this.#show(this.#pages[(this.#pages.indexOf(this.#open) + by + length) % length])
  }

  #show(page: SetupPage | undefined): void {
    if (page === undefined || page === this.#open) return
    this.#open.onLeave?.()
    this.#open = page
  }

  #save(): void {
    this.#open.onSave?.()
    this.#options.save()
  }
}

/**
 * Where the title of the table and what is right below are seen: the panels take half of the rows at most, so beneath
 * that; on a low screen over the panels.
 */
function placeIn(area: Area, panels: boolean): Rect {
  const width = Math.min(area.width, MOST_WIDTH)
  const x = (area.width - width) >> 1
  // The last row is the footer's.
  const bottom = Math.max(0, area.height - 1)
  const half = area.height >> 1
  const beneath = Math.min(bottom - half - 2, MOST_HEIGHT)
  if (beneath >= LEAST_BENEATH) return { x, y: bottom - beneath, width, height: beneath }
  const height = Math.min(Math.max(LEAST_HEIGHT, half), bottom)
  return { x, y: panels ? 0 : bottom - height, width, height }
}
