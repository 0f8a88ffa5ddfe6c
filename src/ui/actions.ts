import { setPriority } from 'node:os'
import { columns, findColumn } from '../columns/index.ts'
import type { Actions } from '../commands/command.ts'
import { outcomeText } from '../control/outcome.ts'
import { HIGHEST_NICE, LOWEST_NICE, setNice } from '../control/priority.ts'
import { look, type StatReader } from '../control/target.ts'
import type { Facet } from '../model/process.ts'
import { type ProcessId, pidOf } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { tagFamily, toggleTag } from '../model/tags.ts'
import { formatCount } from '../model/units.ts'
import type { View } from '../model/view.ts'
import type { Terminal } from '../terminal/screen.ts'
import type { App } from './app.ts'
import { Asking, select } from './asking.ts'
import { Help } from './overlays/help.ts'
import { Menu } from './overlays/menu.ts'
import { Signalling } from './signalling.ts'

/** Who a process is, for a list of other processes than those in view. */
const NAMES: ReadonlySet<Facet> = new Set(['owner', 'command'])

interface Opening {
  readonly tab: string | undefined
  /** How many others lie beneath it, each of which led to the next. */
  readonly depth: number
  closed(): void
}

/** Processes that lie open one on the other, each found from the one beneath. */
const MOST_FOLLOWED = 9

/** What commands do, done on the app. */
export class AppActions implements Actions {
  readonly #app: App
  readonly #terminal: Terminal
  readonly #signalling: Signalling
  readonly #asking: Asking
  /** Where there are no files of processes nothing can be told of them, and so nothing is done to them. */
  readonly #readStat: StatReader = pid => this.#app.source.files?.prompt(pid, 'stat') ?? { ok: false, why: 'absent' }

  constructor(app: App, terminal: Terminal) {
    this.#app = app
    this.#terminal = terminal
    this.#asking = new Asking(app)
    this.#signalling = new Signalling({
      readStat: this.#readStat,
      selfPid: app.selfPid,
      open: overlay => app.open(overlay),
      say: text => app.say(text),
      nameOf: pid => app.shown?.processes.find(row => row.record.pid === pid)?.record.name,
    })
  }

  close(): void {
    this.#signalling.close()
  }

  get view(): View {
    return this.#app.view
  }

  get selected(): ProcessRow | undefined {
    return this.#app.selected
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
    const row = this.#hold()
    if (row === undefined) return
    this.view.tagged = toggleTag(this.view.tagged, row.id)
    this.move(1)
  }

  tagFamily(): void {
    const row = this.#hold()
    if (row !== undefined) this.view.tagged = tagFamily(this.view.tagged, row, this.#app.shown?.processes ?? [])
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
    this.#app.open(new Help(this.#app.commands, columns, this.#app.version))
  }

  openSortMenu(): void {
    const { sort } = this.view
    this.#app.open(
      new Menu({
        id: 'sort',
        title: 'sort by',
        items: columns.map(column => ({ label: column.title, detail: column.about, value: column.id })),
        selected: columns.findIndex(column => column.id === sort.columnId),
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

  openSignalMenu(): void {
    const row = this.#hold()
    if (row !== undefined) this.#signalling.choose(row)
  }

  openInspect(tab?: string): void {
    const row = this.#hold()
    if (row !== undefined) this.#layOpen(row, { tab, depth: 0, closed: () => undefined })
  }

  /** @param opening where, and on top of how many others */
  #layOpen(row: ProcessRow, opening: Opening): void {
    const { tab, depth, closed } = opening
    const snapshot = this.#app.shown
    const { files, names } = this.#app.source
    if (snapshot === undefined) return
    if (files === undefined) {
      this.say('this source cannot look into processes')
      return
    }
    // Loaded with its first use: the first frame does not wait for it.
    const opened = import('./overlays/inspect-view.ts').then(({ InspectView }) => {
      this.#app.open(
        new InspectView({
          files,
          names,
          row,
          snapshot,
          tab,
          depth,
          closed,
          follow: (id, back) => this.#follow(id, { tab: 'peers', depth: depth + 1, closed: back }),
          selfPid: this.#app.selfPid,
          barred: this.#app.barred,
          open: overlay => this.#app.open(overlay),
          say: text => this.say(text),
          changed: () => this.#app.draw(),
        }),
      )
    })
    this.#app.opening(opened)
  }

  keepSnapshot(): void {
    const kept = this.#app.keepMemory()
    const columns = 'GROW counts from here on, D shows who grew'
    if (kept !== undefined) this.say(`memory of ${formatCount(kept.count)} processes kept: ${columns}`)
  }

  openGrowth(): void {
    const snapshot = this.#app.shown
    const { source } = this.#app
    if (snapshot === undefined || this.#app.memory === undefined) return
    const { memory } = this.#app
    const opened = import('./overlays/growth-view.ts').then(({ GrowthView }) => {
      this.#app.open(
        new GrowthView({
          snapshot,
          watch: () => this.#app.memory ?? memory,
          files: source.files,
          name: ids => source.fill(ids, NAMES),
          open: overlay => this.#app.open(overlay),
          changed: () => this.#app.draw(),
        }),
      )
    })
    this.#app.opening(opened)
  }

  /** From one process that is laid open to another; false where there is no such process any more. */
  #follow(id: ProcessId, opening: Opening): boolean {
    const row = this.#app.shown?.processes.find(one => one.id === id)
    if (row === undefined) this.say(`process ${pidOf(id)} has ended`)
    else if (opening.depth > MOST_FOLLOWED)
      this.say(`${MOST_FOLLOWED} processes lie open one on the other: Esc goes back`)
    else {
      // It need not be in the table's view, and so may have nothing filled in.
      void this.#app.source.fill([id], new Set(['owner']))
      this.#layOpen(row, opening)
      return true
    }
    return false
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

  askPid(firstDigit: string): void {
    this.#asking.pid(firstDigit)
  }

  askInterval(): void {
    this.#asking.interval()
  }

  renice(by: number): void {
    const rests = this.#app.selectionRests
    const row = this.#hold()
    if (row === undefined) return
    const { id, pid, name, nice } = row.record
    if (rests) {
      // Nobody has chosen this one, and nothing is asked before: it may have come to the place a moment ago.
      this.say(`${pid} ${name} selected: once more changes its nice value`)
      return
    }
    // The record is of the last sample: since then the same key may have been pressed, or somebody else have changed it.
    const now = look(pid, this.#readStat)
    const from = typeof now === 'object' && now.id === id ? now.nice : nice
    const to = Math.max(LOWEST_NICE, Math.min(HIGHEST_NICE, from + by))
    const outcome = setNice(id, to, {
      readStat: this.#readStat,
      threads: pid => this.#app.source.files?.threads(pid) ?? 'absent',
      setPriority,
    })
    this.say(outcomeText(outcome, { kind: 'nice', from, to, pid, name }))
    this.#app.hurry()
  }

  /** The selected process, and the selection on it from now on: what one acts on does not slip away afterwards. */
  #hold(): ProcessRow | undefined {
    const row = this.selected
    this.view.selected = row?.id
    return row
  }
}
