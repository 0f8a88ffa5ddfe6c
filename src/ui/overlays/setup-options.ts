import { type SettingName, settings } from '../../config/settings.ts'
import type { View } from '../../model/view.ts'
import type { Area } from '../../terminal/frame.ts'
import { cellWidth } from '../../terminal/width.ts'
import type { CommandKeys } from './command-keys.ts'
import type { OverlayContext } from './overlay.ts'
import { SetupList } from './setup-list.ts'
import type { SetupPage } from './setup-page.ts'

interface Option {
  readonly setting: SettingName
  /** The command that changes it. */
  readonly command: string
  value(view: View): boolean | string
}

const OPTIONS: readonly Option[] = [
  { setting: 'interval', command: 'interval', value: view => `${view.intervalMs / 1000}s` },
  { setting: 'header', command: 'header', value: view => view.header },
  { setting: 'layout', command: 'layout-next', value: view => view.layout },
  { setting: 'tree', command: 'tree', value: view => view.tree },
  { setting: 'group', command: 'group', value: ({ group }) => (group === 'none' ? 'off' : group) },
  { setting: 'kernel_threads', command: 'kernel-threads', value: view => view.kernelThreads },
  { setting: 'containers', command: 'containers', value: view => view.containers },
  { setting: 'keep_ended', command: 'ended', value: view => view.keepEnded },
  { setting: 'threads', command: 'threads', value: view => view.threads },
  { setting: 'cpu_of_machine', command: 'cpu-scale', value: view => view.cpuOfMachine },
  { setting: 'full_path', command: 'full-path', value: view => view.fullPath },
  { setting: 'merge_names', command: 'merge-names', value: view => view.mergeNames },
  { setting: 'follow', command: 'follow', value: view => view.follow },
]

export interface SetupOptionsOptions {
  readonly view: View
  readonly keys: CommandKeys
  /** Does what a command does. */
  run(commandId: string): void
}

/** What else can be chosen: each is changed as its key does it. */
export class SetupOptions implements SetupPage {
  readonly title = 'Options'
  readonly #options: SetupOptionsOptions
  readonly #list = new SetupList()

  constructor(options: SetupOptionsOptions) {
    this.#options = options
    this.#list.fit(OPTIONS.length)
  }

  about(): string {
    const { command } = OPTIONS[this.#list.at] ?? {}
    return command === undefined ? '' : `${this.#options.keys.label(command)} in the table`
  }

  position(): string {
    return this.#list.position
  }

  draw(area: Area, { unicode, hits }: OverlayContext): void {
    const signs = OPTIONS.map(({ value }) => {
      const now = value(this.#options.view)
      return typeof now === 'string' ? now : now ? '[x]' : '[ ]'
    })
    const width = Math.max(...signs.map(cellWidth))
    const items = OPTIONS.map(({ setting }, i) => ({
      label: `${(signs[i] ?? '').padEnd(width)} ${settings[setting].about}`,
      detail: '',
    }))
    this.#list.draw(area, items, {
      focused: true,
      unicode,
      hits,
      clicked: wasMarked => {
        if (wasMarked) this.#change()
      },
    })
  }

  onKey(key: string): boolean {
    if (this.#list.onKey(key)) return true
    if (key !== 'enter' && key !== ' ') return false
    this.#change()
    return true
  }

  onWheel(rows: number): void {
    this.#list.go(this.#list.at + rows)
  }

  hints(): readonly (readonly [string, string])[] {
    return [['enter', 'Change']]
  }

  #change(): void {
    const option = OPTIONS[this.#list.at]
    if (option !== undefined) this.#options.run(option.command)
  }
}
