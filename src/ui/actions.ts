import { columns, findColumn } from '../columns/index.ts'
import type { Actions } from '../commands/command.ts'
import type { SettingId } from '../control/setting.ts'
import type { Group } from '../model/group.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { tagFamily, toggleTags } from '../model/tags.ts'
import { formatCount } from '../model/units.ts'
import type { View } from '../model/view.ts'
import { valueText } from '../query/value-text.ts'
import type { SourceKind } from '../sources/source.ts'
import type { Terminal } from '../terminal/screen.ts'
import { Acting, holdSelected } from './acting.ts'
import type { App } from './app.ts'
import { Asking, select } from './asking.ts'
import { foldSelected, selectParent, toggleAllFolds, toggleFold, unfoldSelected } from './folding.ts'
import { openGroupMenu } from './grouping.ts'
import { Offering } from './offering.ts'
import { Help } from './overlays/help.ts'
import { Menu } from './overlays/menu.ts'
import { Views } from './views.ts'
import { endedText } from './whom.ts'

/** What commands do, done on the app. */
export class AppActions implements Actions {
  readonly #app: App
  readonly #terminal: Terminal
  readonly #acting: Acting
  readonly #asking: Asking
  readonly #offering: Offering
  readonly #views: Views

  constructor(app: App, terminal: Terminal) {
    this.#app = app
    this.#terminal = terminal
    this.#asking = new Asking(app)
    this.#acting = new Acting(app)
    this.#offering = new Offering(app, this)
    this.#views = new Views(app, terminal)
  }

  close(): void {
    this.#acting.close()
  }

  get view(): View {
    return this.#app.view
  }

  get sourceKind(): SourceKind {
    return this.#app.source.kind
  }

  get selected(): ProcessRow | undefined {
    return this.#app.selected
  }

  get group(): Group | undefined {
    return this.#app.group
  }

  get hasTarget(): boolean {
    return this.#acting.hasTarget
  }

  get selectedEnded(): string | undefined {
    const { selected } = this.#app
    const goneMs = selected && this.#app.goneMs(selected)
    return selected && goneMs !== undefined ? endedText(selected, goneMs) : undefined
  }

  quit(): void {
    this.#app.finish()
  }

  suspend(): void {
    this.#terminal.suspend()
  }

  redraw(): void {
    this.#terminal.redraw()
  }

  say(text: string): void {
    this.#app.say(text)
  }

  move(rows: number): void {
    select(this.#app, this.#app.selectedIndex + rows)
  }

  page(screens: number): void {
    select(this.#app, this.#app.selectedIndex + screens * this.#app.tableHeight)
  }

  /** To the top, and to stay there: the selection rests on the place again, not on a process. */
  moveToFirst(): void {
    this.view.selected = undefined
    this.view.selectedIndex = 0
    this.view.reveal = true
  }

  moveToLast(): void {
    select(this.#app, Number.MAX_SAFE_INTEGER)
  }

  tag(): void {
    const row = holdSelected(this.#app)
    const ids = (this.group?.members ?? (row === undefined ? [] : [row])).map(({ id }) => id)
    this.view.tagged = toggleTags(this.view.tagged, ids)
    this.move(1)
  }

  tagFamily(): void {
    const row = holdSelected(this.#app)
    if (row !== undefined) this.view.tagged = tagFamily(this.view.tagged, row, this.#app.shown?.processes ?? [])
  }

  fold(): void {
    foldSelected(this.#app)
  }

  unfold(): void {
    unfoldSelected(this.#app)
  }

  toggleAllFolds(): void {
    toggleAllFolds(this.#app)
  }

  moveToParent(): void {
    selectParent(this.#app)
  }

  /** Whoever has a thread selected goes on with its process where threads are hidden. */
  toggleThreads(): void {
    const { threadOf } = this.#app.selected ?? {}
    this.view.threads = !this.view.threads
    if (!this.view.threads && threadOf !== undefined && this.view.selected !== undefined) {
      this.view.selected = threadOf.id
      this.view.reveal = true
    }
    this.#app.hurry()
  }

  sortBy(columnId: string): void {
    const { sort } = this.view
    const column = findColumn(columnId)
    if (column === undefined) return
    const descending = sort.columnId === column.id ? !sort.descending : column.descending
    this.view.sort = { columnId: column.id, descending }
    if (column.needs.length > 0) this.#app.hurry()
  }

  openHelp(): void {
    const { commands, version, notes } = this.#app
    this.#app.open(new Help(commands, columns, version, notes, overlay => this.#app.open(overlay)))
  }

  openPalette(): void {
    this.#offering.palette()
  }

  /** The menu of the selected process, beside a place of the screen. */
  openContextMenu(x: number, y: number): void {
    this.#offering.contextMenu({ x, y })
  }

  openSortMenu(): void {
    const { sort } = this.view
    this.#app.open(
      new Menu({
        id: 'sort',
        title: 'sort by',
        items: columns.map(({ id, title, about, aliases = [] }) => ({
          label: title,
          detail: about,
          names: [id, ...aliases],
          value: id,
        })),
        selected: columns.findIndex(column => column.id === sort.columnId),
        narrows: true,
        choose: id => {
          if (id !== this.view.sort.columnId) this.sortBy(id)
        },
      }),
    )
  }

  openUserMenu(): void {
    const counts = new Map<string, number>()
    const rows = this.#app.shown?.processes ?? []
    const owners = this.#app.source.fill(
      rows.map(row => row.id),
      new Set(['owner']),
    )
    const opened = Promise.resolve(owners).then(() => {
      for (const { facts, record } of rows) {
        const { user } = facts
        if (user !== undefined && (this.view.kernelThreads || !record.kernelThread))
          counts.set(user, (counts.get(user) ?? 0) + 1)
      }
      const users = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
      const everyone = { label: 'all users', value: undefined as string | undefined }
      this.#app.open(
        new Menu({
          id: 'users',
          title: 'processes of',
          items: [
            everyone,
            ...users.map(([name, count]) => ({
              label: name,
              detail: count === 1 ? '1 process' : `${count} processes`,
              value: name,
            })),
          ],
          selected: 1 + users.findIndex(([name]) => name === this.view.user),
          narrows: true,
          choose: user => {
            this.view.user = user
            this.view.top = 0
            this.#app.hurry()
          },
        }),
      )
    })
    this.#app.opening(opened)
  }

  openGroupMenu(): void {
    openGroupMenu(this.#app)
  }

  openSignalMenu(): void {
    this.#acting.signal()
  }

  openCopyMenu(): void {
    const rows = this.#acting.targets()
    const opened = import('./copying.ts').then(({ openCopyMenu }) =>
      openCopyMenu(this.#app, rows, text => this.#terminal.copy(text)),
    )
    this.#app.opening(opened)
  }

  openInspect(tab?: string): void {
    const { group } = this.#app
    const { selectedEnded } = this
    if (group !== undefined) toggleFold(this.#app, group.id)
    else if (selectedEnded !== undefined) this.say(selectedEnded)
    else this.#views.inspect(tab)
  }

  openWholeCommand(): void {
    const row = holdSelected(this.#app)
    if (row === undefined) return
    const opened = import('./whole-command.ts').then(({ openWholeCommand }) =>
      openWholeCommand(this.#app, row, text => this.#terminal.copy(text)),
    )
    this.#app.opening(opened)
  }

  openWhyUnknown(): void {
    // Of a group there are sums: whose dashes they are is told by its members.
    const row = this.group === undefined ? holdSelected(this.#app) : undefined
    const opened = import('./why-unknown.ts').then(({ openWhyUnknown }) =>
      openWhyUnknown(this.#app, row, text => this.#terminal.copy(text)),
    )
    this.#app.opening(opened)
  }

  keepSnapshot(): void {
    const kept = this.#app.keepMemory()
    const columns = `GROW counts from here on, ${this.keyOf('growth')} shows who grew`
    if (kept !== undefined) this.say(`memory of ${formatCount(kept.count)} processes kept: ${columns}`)
  }

  openGrowth(): void {
    this.#views.growth()
  }

  openTroubles(): void {
    this.#views.troubles()
  }

  openGraph(series?: string): void {
    this.#views.graph(series)
  }

  openSetup(): void {
    const opened = import('./overlays/setup.ts').then(({ Setup }) => {
      this.#app.open(
        new Setup({
          view: this.view,
          keys: this.#app.keys,
          tableWidth: () => this.#terminal.width,
          themes: this.#app.themes,
          setTheme: theme => this.#terminal.setTheme(theme),
          run: id => this.#app.commands.find(command => command.id === id)?.run(this, ''),
          save: () => this.saveSettings(),
        }),
      )
    })
    this.#app.opening(opened)
  }

  hurry(): void {
    this.#app.hurry()
  }

  saveSettings(): void {
    // What is typed meanwhile is meant for what is seen: only the sentence comes later.
    void this.#app.saveSettings(this.view).then(said => this.say(said))
  }

  keyOf(commandId: string): string {
    return this.#app.keys.label(commandId)
  }

  askSearch(): void {
    this.#asking.search()
  }

  searchAgain(direction: 1 | -1): void {
    this.#asking.searchAgain(direction)
  }

  askFilter(): void {
    this.#asking.filter()
  }

  showAlike(by: 'user' | 'name'): void {
    const row = holdSelected(this.#app)
    if (row === undefined) return
    if (by === 'user') this.view.user = (row.threadOf ?? row).facts.user
    else this.view.filter = `name = ${valueText(row.record.name)}`
    this.view.reveal = true
    this.#app.hurry()
  }

  filterBy(query: string): void {
    this.view.filter = query
    this.view.reveal = true
    this.#app.hurry()
  }

  askPid(firstDigit: string): void {
    this.#asking.pid(firstDigit)
  }

  askInterval(): void {
    this.#asking.interval()
  }

  askTime(): void {
    this.#asking.time()
  }

  get isPast(): boolean {
    return this.#app.timeline.isPast
  }

  togglePause(): void {
    this.view.paused = !this.view.paused
    if (!this.view.paused) this.#app.timeline.catchUp()
  }

  step(by: -1 | 1): void {
    const { timeline } = this.#app
    if (by > 0 && timeline.behindMs === 0) {
      this.say('this is the newest sample')
      return
    }
    if (!timeline.step(by)) {
      this.say('nothing is kept of what was before')
      return
    }
    this.view.paused = timeline.behindMs > 0
  }

  renice(by: number): void {
    this.#acting.renice(by)
  }

  openSetting(id: SettingId): void {
    this.#acting.set(id)
  }
}
