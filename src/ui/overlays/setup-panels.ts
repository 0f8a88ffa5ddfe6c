import { togglePanel } from '../../commands/panel.ts'
import { layoutOf, PANEL_IDS } from '../../model/layouts.ts'
import type { View } from '../../model/view.ts'
import type { Area } from '../../terminal/frame.ts'
import type { CommandKeys } from './command-keys.ts'
import type { OverlayContext } from './overlay.ts'
import { SetupList } from './setup-list.ts'
import type { SetupPage } from './setup-page.ts'

const WORDS: Readonly<Record<(typeof PANEL_IDS)[number], string>> = {
  cpu: 'Processors: load, what they do, each core',
  memory: 'Memory and swap',
  disks: 'File systems and their disks',
  network: 'Interfaces and their traffic',
  pressure: 'How long tasks are stalled',
  sensors: 'Heat, fans, power, graphics processors',
}

export interface SetupPanelsOptions {
  readonly view: View
  readonly keys: CommandKeys
}

/** Behind the panels: how the first of them is drawn. */
const STACKED = { label: 'stacked', detail: 'The processors’ graph by what they did, not by how busy they were' }

/** Which panels stand above the table: each comes and goes at once. */
export class SetupPanels implements SetupPage {
  readonly title = 'Panels'
  readonly #options: SetupPanelsOptions
  readonly #list = new SetupList()

  constructor(options: SetupPanelsOptions) {
    this.#options = options
    this.#list.fit(PANEL_IDS.length + 1)
  }

  about(): string {
    const { keys, view } = this.#options
    const id = PANEL_IDS[this.#list.at]
    if (id === undefined) return ''
    const isIn = layoutOf(view).panels.includes(id)
    return isIn ? `${keys.label(`panel-${id}`)} in the table` : `The layout ${view.layout} has none of it`
  }

  position(): string {
    return this.#list.position
  }

  draw(area: Area, { unicode, hits }: OverlayContext): void {
    const { view } = this.#options
    const { panels } = layoutOf(view)
    const items = PANEL_IDS.map(id => ({
      label: `${sign(!view.hiddenPanels.has(id))} ${id}`,
      detail: WORDS[id],
      faint: !panels.includes(id),
    }))
    const stacked = { ...STACKED, label: `${sign(view.cpuGraph === 'stacked')} ${STACKED.label}`, faint: false }
    this.#list.draw(area, [...items, stacked], {
      focused: true,
      unicode,
      hits,
      clicked: wasMarked => {
        if (wasMarked) this.#toggle()
      },
    })
  }

  onKey(key: string): boolean {
    if (this.#list.onKey(key)) return true
    if (key !== 'enter' && key !== ' ') return false
    this.#toggle()
    return true
  }

  onWheel(rows: number): void {
    this.#list.go(this.#list.at + rows)
  }

  hints(): readonly (readonly [string, string])[] {
    return [['enter', 'Change']]
  }

  #toggle(): void {
    const { view } = this.#options
    const id = PANEL_IDS[this.#list.at]
    if (id !== undefined) togglePanel(view, id)
    else view.cpuGraph = view.cpuGraph === 'stacked' ? 'total' : 'stacked'
  }
}

function sign(isOn: boolean): string {
  return isOn ? '[x]' : '[ ]'
}
