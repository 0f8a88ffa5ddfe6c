import { vi } from 'vitest'
import type { Command } from '../../src/commands/command.ts'
import { commands as usualCommands } from '../../src/commands/index.ts'
import type { OwnTheme } from '../../src/config/own-themes.ts'
import type { RawSample } from '../../src/model/sample.ts'
import type { TroubleChoices } from '../../src/model/troubles/detector-kind.ts'
import { initialView, type View } from '../../src/model/view.ts'
import type { ProcessFiles } from '../../src/sources/process-files.ts'
import type { SourceKind, Told } from '../../src/sources/source.ts'
import type { MouseEvent } from '../../src/terminal/mouse.ts'
import { App } from '../../src/ui/app.ts'
import type { LiveAccess } from '../../src/ui/heap/live-heaps.ts'
import { CommandKeys } from '../../src/ui/overlays/command-keys.ts'
import { FakeTerminal } from '../support/fake-terminal.ts'
import { PlayedSource } from '../support/played-source.ts'
import { START_MS, type Variant, web3 } from './web-3.ts'

export interface StageOptions {
  readonly width?: number
  readonly height?: number
  readonly unicode?: boolean
  readonly view?: Partial<View>
  readonly variant?: Variant
  /** Seconds that have been played before the test goes on. */
  readonly seconds?: number
  /** Changes the machine on its way. */
  readonly change?: (sample: RawSample, second: number) => RawSample
  readonly files?: ProcessFiles
  /** Why the source never tells something. */
  readonly whyNot?: (what: Told) => string | undefined
  /** What the source is; that of Linux if not told otherwise. */
  readonly kind?: SourceKind
  /** What the first scan tells of before it is over, and what it then waits for. */
  readonly beginning?: { readonly sample: RawSample; readonly rest: Promise<void> }
  /** Why nothing may be done to processes. */
  readonly barred?: string
  /** On other keys than usual. */
  readonly commands?: readonly Command[]
  /** Saved in the config file. */
  readonly queries?: ReadonlyMap<string, string>
  /** What is wrong with the config file. */
  readonly notes?: readonly string[]
  /** Themes of the config file. */
  readonly themes?: readonly OwnTheme[]
  /** Somebody who sees it for the first time. */
  readonly newcomer?: boolean
  /** Which troubles are looked for, and from where on. */
  readonly troubles?: TroubleChoices
  /** How live heaps are got at. */
  readonly live?: LiveAccess
  /** Writes what is chosen. */
  readonly saveSettings?: (view: View) => Promise<string>
}

/**
 * The app on a fake terminal, over a machine that is played, with the test's hand on the clock: nothing happens but
 * what the test lets happen.
 */
export class Stage {
  readonly terminal: FakeTerminal
  readonly source: PlayedSource
  readonly view: View
  /** Settles when the app is left. */
  readonly ended: Promise<void>
  left = false

  constructor(options: StageOptions) {
    const { width = 120, height = 36, unicode = true, variant, change = sample => sample, files, barred } = options
    const {
      commands = usualCommands,
      notes = [],
      themes = [],
      troubles = {},
      saveSettings = async () => 'saved',
    } = options
    this.terminal = new FakeTerminal(width, height, unicode)
    this.source = new PlayedSource(() => {
      const second = (Date.now() - START_MS) / 1000
      return change(web3(second, variant), second)
    }, files)
    if (options.kind !== undefined) this.source.kind = options.kind
    if (options.whyNot !== undefined) this.source.whyNot = options.whyNot
    this.source.beginning = options.beginning?.sample
    this.source.rest = options.beginning?.rest ?? Promise.resolve()
    this.view = initialView({ ...options.view, readonly: barred !== undefined })
    const app = new App({
      terminal: this.terminal,
      source: this.source,
      view: this.view,
      commands: commands.filter(command => barred === undefined || !command.acts),
      barred: new Map(
        barred === undefined
          ? []
          : commands
              .filter(command => command.acts)
              .flatMap(command => command.keys.map(key => [key, barred] as const)),
      ),
      keys: new CommandKeys(commands),
      queries: options.queries ?? new Map(),
      notes,
      themes,
      troubles,
      saveSettings,
      version: '1.2.3',
      ownUid: 1000,
      selfPid: 8317,
      live: options.live,
    })
    if (options.newcomer === true) app.welcome()
    this.ended = app.run().finally(() => {
      this.left = true
    })
  }

  get rows(): readonly string[] {
    return this.terminal.rows
  }

  get text(): string {
    return this.rows.join('\n')
  }

  /** The last row: what one may do next, or what was just said. */
  get footer(): string {
    return this.rows.at(-1) ?? ''
  }

  /** Pids of the rows in view, from the top. */
  get pids(): number[] {
    const table = this.rows.slice(this.rowOf(' COMMAND') + 1)
    return table.flatMap(row => /^ *(\d+)[ ●*]\S/.exec(row)?.[1] ?? []).map(Number)
  }

  /** The row of the screen that holds this, or -1. */
  rowOf(text: string): number {
    return this.rows.findIndex(row => row.includes(text))
  }

  /** The pid of the row that is drawn as selected. */
  get selectedPid(): number | undefined {
    const { width, styles } = this.terminal
    const header = this.rowOf(' COMMAND')
    const at = this.rows.findIndex((_, y) => y > header && ((styles[y * width] ?? 0) & 0xff00) !== 0)
    const pid = /^ *(\d+)/.exec(this.rows[at] ?? '')?.[1]
    return pid === undefined ? undefined : Number(pid)
  }

  /** The item of the open menu that is drawn as chosen: number and name of a signal. */
  markedItem(): string | undefined {
    const { width, styles } = this.terminal
    const left = this.rows.find(row => row.includes('╭'))?.indexOf('╭') ?? 0
    const styleOf = (y: number) => styles[y * width + left + 2]
    const items = this.rows.flatMap((row, y) => (/^.*?│ *\d+ [A-Z]/.test(row) && row[left] === '│' ? [y] : []))
    const marked = items.find(y => items.filter(other => styleOf(other) === styleOf(y)).length === 1)
    return marked === undefined ? undefined : /│ *(\d+ \S+)/.exec(this.rows[marked] ?? '')?.[1]
  }

  /** Lets so much time pass, and with it samples and frames. */
  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await this.settle()
  }

  /** Lets happen what is due now: a frame, and another with the facts that were fetched for it. */
  async settle(): Promise<void> {
    for (let frame = -1; frame !== this.terminal.frames; ) {
      frame = this.terminal.frames
      await vi.advanceTimersByTimeAsync(0)
      await new Promise(setImmediate)
    }
  }

  /** Presses keys, a frame after each. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.terminal.send({ kind: 'key', key })
      await this.settle()
    }
  }

  /** Types the characters of a text, each a key. */
  async type(text: string): Promise<void> {
    await this.press(...text)
  }

  async mouse(
    x: number,
    y: number,
    action: MouseEvent['action'] = 'down',
    pressed: MouseEvent['button'] = 'left',
  ): Promise<void> {
    const button = action === 'down' || action === 'up' || action === 'drag' ? pressed : 'none'
    this.terminal.send({ kind: 'mouse', action, button, x, y, shift: false, alt: false, ctrl: false })
    await this.settle()
  }
}

/** Plays the machine up to a moment, a minute if not told otherwise; the clock is the test's from then on. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  vi.useFakeTimers({
    // Frames are drawn by immediates, which stay real: faked ones that an immediate starts come a millisecond later.
    toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'],
    now: START_MS,
  })
  vi.stubEnv('TZ', 'UTC')
  const stage = new Stage(options)
  await stage.pass((options.seconds ?? 60) * 1000 + 300)
  return stage
}

/** Gives the clock back. */
export function closeStage(): void {
  vi.useRealTimers()
  vi.unstubAllEnvs()
}
