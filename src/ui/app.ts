import type { ColumnContext } from '../columns/column.ts'
import { findColumn } from '../columns/index.ts'
import { sortBy } from '../columns/sort-by.ts'
import type { Command } from '../commands/command.ts'
import { keyLabel } from '../commands/key-label.ts'
import { panelDigits } from '../commands/panel.ts'
import type { OwnTheme } from '../config/own-themes.ts'
import { type Group, processesOf, type RowId } from '../model/group.ts'
import type { PanelId } from '../model/layouts.ts'
import { living } from '../model/living.ts'
import type { MemoryWatch } from '../model/memory-watch.ts'
import type { ProcessId } from '../model/process.ts'
import { rowOfPid } from '../model/row-of-pid.ts'
import type { RowOrder } from '../model/row-order.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { TroubleChoices } from '../model/troubles/detector-kind.ts'
import { formatClock, formatCount } from '../model/units.ts'
import type { View } from '../model/view.ts'
import type { SavedQueries } from '../query/saved.ts'
import type { Source } from '../sources/source.ts'
import { type Area, Frame } from '../terminal/frame.ts'
import type { InputEvent } from '../terminal/input.ts'
import type { Panel, Terminal } from '../terminal/screen.ts'
import { AppActions } from './actions.ts'
import { ArrangedTable } from './arranged-table.ts'
import { easedText } from './eased-text.ts'
import { FactsInView } from './facts-in-view.ts'
import { toggleFold } from './folding.ts'
import { drawFooter, type Hint, MESSAGE_MARGIN, mainHints, tableStatus } from './footer.ts'
import type { Guide } from './guide.ts'
import type { LiveAccess } from './heap/live-heaps.ts'
import { Hits } from './hits.ts'
import { KeptMemory } from './kept-memory.ts'
import { layout } from './layout.ts'
import { livingPlace } from './living-place.ts'
import { MainScreen } from './main-screen.ts'
import { Mouse } from './mouse.ts'
import { filterSweeps, needsOf, orderNeeds } from './needs.ts'
import { OverlayStack } from './overlay-stack.ts'
import type { CommandKeys } from './overlays/command-keys.ts'
import type { Overlay } from './overlays/overlay.ts'
import type { Picture } from './panels/panel.ts'
import { Said } from './said.ts'
import { Sampler } from './sampler.ts'
import { soonerThan } from './sooner.ts'
import { sweepStatus } from './sweep-status.ts'
import { SweptRows } from './swept-rows.ts'
import type { ColumnPlaces } from './table.ts'
import { beThriftyWithThousands } from './thrift.ts'
import { Timeline } from './timeline.ts'

export interface AppOptions {
  readonly terminal: Terminal
  readonly source: Source
  readonly view: View
  readonly commands: readonly Command[]
  /** Keys of commands that are left out, with the reason. */
  readonly barred: ReadonlyMap<string, string>
  /** Of all commands, those that are left out among them. */
  readonly keys: CommandKeys
  /** Saved in the config file. */
  readonly queries: SavedQueries
  /** What is wrong with the config file: told at the start, and by help as long as one likes. */
  readonly notes: readonly string[]
  /** Themes of the config file. */
  readonly themes: readonly OwnTheme[]
  /** Which troubles are looked for, and from where on; the usual ones where nothing is chosen. */
  readonly troubles?: TroubleChoices
  /** Writes what is chosen to the config file; resolves to a sentence that says how it went. */
  saveSettings(view: View): Promise<string>
  readonly version: string
  /** Leads through the screen, in rows of its own at the bottom. */
  readonly guide?: Guide | undefined
  /** A process that is laid open once it is there, at a tab. */
  readonly opened?: { readonly pid: number; readonly tab: string } | undefined
  readonly ownUid: number | undefined
  readonly selfPid: number
  /** How live heaps are got at; undefined where they are not. */
  readonly live?: LiveAccess | undefined
}

/** How long a picture waits for facts of the rows in view; what comes later is drawn later. */
const FILL_MS = 50

/**
 * The screen: holds what is to be seen, takes keys, and draws. A sample or a key leads to one arrangement and one
 * frame; a key never waits for a sample.
 */
export class App {
  readonly view: View
  readonly source: Source
  readonly commands: readonly Command[]
  readonly selfPid: number
  readonly version: string
  readonly timeline: Timeline
  readonly #options: AppOptions
  readonly #terminal: Terminal
  readonly #memory = new KeptMemory()
  readonly #sampler: Sampler
  readonly #swept: SweptRows
  readonly #facts: FactsInView
  readonly #table: ArrangedTable
  readonly #said: Said
  readonly #hits = new Hits()
  readonly #overlays = new OverlayStack()
  readonly #actions: AppActions
  readonly #mouse: Mouse
  readonly #keys = new Map<string, Command>()
  readonly #digits: ReadonlyMap<PanelId, number>
  readonly #main = new MainScreen()
  #frame = new Frame(0, 0)
  /** The last frame had something on top of the main screen. */
  #overlaid = false
  #drawPending = false
  /** What is typed while a view is being opened. */
  #typedAhead: InputEvent[] | undefined
  #finish: ((error?: unknown) => void) | undefined

  constructor(options: AppOptions) {
    this.#options = options
    this.#terminal = options.terminal
    this.source = options.source
    this.view = options.view
    this.commands = options.commands
    this.selfPid = options.selfPid
    this.version = options.version
    this.#said = new Said(options.keys)
    this.timeline = new Timeline(options.troubles)
    this.#table = new ArrangedTable({
      view: options.view,
      timeline: this.timeline,
      ownUid: options.ownUid,
      height: options.terminal.height,
      width: () => options.terminal.width,
      since: () => this.#memory.chosen,
      onOrdered: () => this.#swept.onOrdered(),
    })
    for (const command of options.commands) for (const key of command.keys) this.#keys.set(key, command)
    this.#digits = panelDigits(options.commands)
    this.#actions = new AppActions(this, options.terminal)
    this.#mouse = new Mouse({
      view: options.view,
      hits: this.#hits,
      overlays: this.#overlays,
      close: id => this.close(id),
      select: id => this.select(id),
      sortBy: columnId => this.#actions.sortBy(columnId),
      toggleFold: id => toggleFold(this, id),
      inspect: () => this.#actions.openInspect(),
      openMenu: (x, y) => this.#actions.openContextMenu(x, y),
    })
    this.#facts = new FactsInView(options.source)
    this.#swept = new SweptRows({
      source: options.source,
      draw: () => this.draw(),
      reorder: () => this.#drawAnew(),
    })
    this.#sampler = new Sampler({
      source: options.source,
      needs: () => needsOf(this.view, this.#inView(), { nodes: this.order.nodes, together: this.columns.together }),
      intervalMs: () => this.view.intervalMs,
      onBeginning: snapshot => this.#begin(snapshot),
      onSnapshot: snapshot => this.#take(snapshot),
      onError: error => this.#finish?.(error),
    })
  }

  /** Shows the screen until it is left. Rejects with what a scan failed of. */
  async run(): Promise<void> {
    this.#terminal.onInput(event => this.#onInput(event))
    this.#terminal.onResize(() => this.draw())
    const finished = new Promise<void>((resolve, reject) => {
      this.#finish = error => (error === undefined ? resolve() : reject(error))
    })
    this.#said.sayNotes(this.notes)
    this.#sampler.start()
    try {
      await finished
    } finally {
      this.#sampler.stop()
      this.#swept.close()
      this.#actions.close()
    }
  }

  // What the actions work with.

  get keys(): CommandKeys {
    return this.#options.keys
  }

  get queries(): SavedQueries {
    return this.#options.queries
  }

  get notes(): readonly string[] {
    return this.#options.notes
  }

  get live(): LiveAccess | undefined {
    return this.#options.live
  }

  get themes(): readonly OwnTheme[] {
    return this.#options.themes
  }

  saveSettings(view: View): Promise<string> {
    return this.#options.saveSettings(view)
  }

  get shown(): Snapshot | undefined {
    return this.timeline.shown
  }

  /** All that the table may show, in ascending order of number. */
  get rows(): readonly ProcessRow[] {
    return this.#table.rows
  }

  get selected(): ProcessRow | undefined {
    return this.#overlays.subject(this.#table.now?.selected)
  }

  /** The selected group, where the selection is on one and no view is about a process. */
  get group(): Group | undefined {
    return this.isAboutOne ? undefined : this.#table.now?.group
  }

  /** Whether the selection is on a place of the table rather than on a process: whoever comes there is selected. */
  get selectionRests(): boolean {
    return this.view.selected === undefined && !this.isAboutOne
  }

  /** Whether a view is open that is about one process: then that is the one to act on. */
  get isAboutOne(): boolean {
    return this.#overlays.hasSubject
  }

  /** Why nothing may be done to processes; undefined where something may. */
  get barred(): string | undefined {
    return this.#options.barred.values().next().value
  }

  /** Time from one sample to the next: the interval that is wanted, or a longer one where scans take long. */
  get everyMs(): number {
    return this.#sampler.everyMs
  }

  get order(): RowOrder {
    return this.#table.order
  }

  get selectedIndex(): number {
    return this.#table.selectedIndex
  }

  get tableHeight(): number {
    return this.#table.height
  }

  get context(): ColumnContext {
    return this.#table.context
  }

  /** The columns that fit, with their places. */
  get columns(): ColumnPlaces {
    return this.#table.columns
  }

  /** Puts the selection on a process or a group, for what is done next; whether it is in the table. */
  select(id: RowId): boolean {
    return this.#table.select(id)
  }

  finish(): void {
    this.#finish?.()
  }

  /** Cells that what is said has. */
  get messageRoom(): number {
    return this.#terminal.width - MESSAGE_MARGIN
  }

  say(text: string): void {
    this.#said.say(text)
    this.draw()
  }

  /** Says what a newcomer needs to know. */
  welcome(): void {
    this.#said.welcome()
    this.draw()
  }

  /** Puts an overlay on top; one of the same kind is replaced. */
  open(overlay: Overlay): void {
    this.#overlays.open(overlay)
    this.draw()
  }

  /** Something will be open once this is done: what is typed until then is meant for it. */
  opening(done: Promise<void>): void {
    const typed: InputEvent[] = this.#typedAhead ?? []
    this.#typedAhead = typed
    void done.finally(() => {
      this.#typedAhead = undefined
      for (const event of typed) this.#onInput(event)
    })
  }

  close(id: string): void {
    this.#overlays.close(id)
    this.draw()
  }

  get memory(): MemoryWatch | undefined {
    return this.#memory.watch
  }

  /** Keeps everyone's memory as it is in the newest sample: growth is counted from that on. */
  keepMemory(): MemoryWatch | undefined {
    const kept = this.timeline.newest && this.#memory.keep(this.timeline.newest)
    this.#drawAnew()
    return kept
  }

  /** Samples now rather than at the end of the interval: what is needed has changed. */
  hurry(): void {
    this.#sampler.hurry()
  }

  /** Draws before the event loop goes on; several calls are one frame. */
  draw(): void {
    if (this.#drawPending) return
    this.#drawPending = true
    setImmediate(() => {
      this.#drawPending = false
      this.#drawNow()
      // Rows that have just come into view may lack facts: then they are drawn once more.
      void this.#fillInView()?.then(() => this.#drawAnew())
    })
  }

  /** Draws with the rows put in order once more, by facts that have come since. */
  #drawAnew(): void {
    this.#table.forget()
    this.draw()
  }

  /** The first of thousands of processes, worth showing where they stay the first ones when the others are there. */
  #begin(snapshot: Snapshot): void {
    beThriftyWithThousands(snapshot.tasks.total)
    const { sort, filter, user, pids, containers, tree, group } = this.view
    const { value } = sortBy(findColumn(sort.columnId), this.context, sort.descending)
    const isOrdered =
      sort.columnId === 'pid' ? !sort.descending : snapshot.processes.every(row => value(row) === undefined)
    if (
      !isOrdered ||
      tree ||
      group !== 'none' ||
      !containers ||
      filter !== '' ||
      user !== undefined ||
      pids !== undefined
    )
      return
    this.timeline.begin(snapshot)
    this.#table.arrange()
    this.#drawFirst()
  }

  async #take(snapshot: Snapshot): Promise<void> {
    const first = this.timeline.newest === undefined
    if (!first && !this.view.paused) await this.#prepare(snapshot)
    // Whoever paused or went back meanwhile had the sample before in front of their eyes, and keeps it.
    this.timeline.take(snapshot, this.everyMs, this.view.paused)
    if (this.shown === snapshot) {
      this.view.tagged = living(this.view.tagged, this.rows)
      this.view.folded = living(this.view.folded, this.rows)
    } else if (!this.#isPast) {
      // It stands still, but what it is filtered by may have been asked for only now, and be known by now.
      this.#table.forget()
    }
    this.#memory.see(snapshot)
    this.#overlays.onSnapshot(snapshot)
    this.#table.arrange()
    if (first) this.#drawFirst()
    else this.#drawNow()
    if (first) this.#layOpen(snapshot)
  }

  /** What was asked for on the command line. */
  #layOpen({ processes }: Snapshot): void {
    const { opened } = this.#options
    const row = opened && rowOfPid(processes, opened.pid)
    if (row !== undefined && this.select(row.id)) this.#actions.openInspect(opened?.tab)
  }

  /** The facts of the rows in view belong into a sample's first frame if they come soon; mostly nothing has to be waited for. */
  async #prepare(snapshot: Snapshot): Promise<void> {
    const { visible } = this.#table.with(snapshot)
    const inView = this.#facts.fill(snapshot, processesOf(visible), this.#table.columns.needs)
    const beside = this.#overlays.looks.map(({ id, facets }) => this.source.fill([id], facets))
    const facts = [inView, ...beside].filter(filling => filling !== undefined)
    if (facts.length === 0) return
    await soonerThan(Promise.all(facts), FILL_MS, () => this.#drawAnew())
    if (orderNeeds(this.view).size > 0) this.#table.forget()
  }

  /** At once, with what is known at once: command lines come a frame of the monitor later. */
  #drawFirst(): void {
    this.#facts.fillAtOnce(this.#table.inView, this.#table.columns.needs)
    this.#drawNow()
    void this.#fillInView()?.then(() => this.#drawAnew())
  }

  /** An earlier sample is shown, not just the one that was paused at. */
  get #isPast(): boolean {
    return this.timeline.isPast
  }

  /** Processes that are looked at just now. */
  #inView(): ProcessId[] {
    const ids = this.#table.inView.map(row => row.id)
    const { selected } = this
    return selected === undefined ? ids : [selected.id, ...ids]
  }

  /** Of a process that is only shown because it ended a moment ago: for how long it has been gone at least. */
  goneMs(row: ProcessRow): number | undefined {
    return this.#table.endedBefore(this.shown).get(row.id)?.goneMs
  }

  #fillInView(): Promise<void> | undefined {
    // What is found out now was not so then.
    if (this.#isPast) return undefined
    return this.#facts.fill(this.shown, this.#table.inView, this.#table.columns.needs)
  }

  /** Has everyone's true memory found out as long as there is a column of it, or it is filtered by, those in view first. */
  #sweepInView(): void {
    if (this.#sweeps && !this.#isPast) this.#swept.aim(this.#inView(), this.selected?.id, !this.view.paused)
    else this.#swept.end()
  }

  get #sweeps(): boolean {
    if (this.source.whyNot?.('rollup') !== undefined) return false
    return this.#table.columns.swept || filterSweeps(this.view)
  }

  #drawNow(): void {
    const { width, height } = this.#terminal
    const isBusy = this.#typedAhead !== undefined || this.#overlays.isBusy
    this.#options.guide?.see({ place: this.#overlays.place, isBusy })
    const isNew = this.#frame.width !== width || this.#frame.height !== height
    if (isNew) this.#frame = new Frame(width, height)
    else if (this.#overlaid || this.#overlays.top !== undefined) this.#frame.clear()
    if (isNew || this.#overlaid || this.#overlays.top !== undefined) this.#main.forget()
    this.#overlaid = this.#overlays.top !== undefined
    this.#hits.clear()
    const panels: Panel[] = []
    const area = this.#withoutGuide(this.#frame.area(), panels)
    if (this.#overlays.covered) {
      this.#swept.end()
      this.#table.arrange()
    } else this.#drawMain(area, panels)
    this.#drawFooterRow(area)
    this.#table.onDrawn()
    panels.push(...this.#overlays.draw(area, { unicode: this.#terminal.unicode, hits: this.#hits }))
    this.#terminal.show(this.#frame, panels)
  }

  /** Draws the guide at the bottom, and returns what is left. */
  #withoutGuide(area: Area, panels: Panel[]): Area {
    const { guide } = this.#options
    const rows = guide?.rows(area.height) ?? 0
    if (guide === undefined || rows === 0) return area
    const place = { x: 0, y: area.height - rows, width: area.width, height: rows }
    guide.draw(area.inner(place.x, place.y, place.width, place.height), this.#terminal.unicode)
    panels.push({ id: 'guide', rect: place })
    return area.inner(0, 0, area.width, place.y)
  }

  #drawMain(area: Area, panels: Panel[]): void {
    const snapshot = this.shown
    if (snapshot === undefined) return
    const picture: Picture = {
      snapshot,
      history: this.timeline.history,
      troubles: this.timeline.troubles,
      view: this.view,
      digits: this.#digits,
      eased: this.#sampler.eased,
      agoMs: this.#isPast ? this.timeline.behindMs : undefined,
      unicode: this.#terminal.unicode,
    }
    const places = layout(area.width, area.height, picture)
    this.#table.fit(Math.max(1, places.table.height - 1))
    const arrangement = this.#table.arrange()
    if (arrangement === undefined) return
    // Before the rows are drawn, for it says which figures are stale.
    this.#sweepInView()
    const { placed } = this.#table.columns
    const { context, timeline } = this
    const drawn = { context, before: timeline.shownBefore, ended: this.#table.endedBefore(snapshot) }
    panels.push(...this.#main.draw(area, places, { ...picture, arrangement, placed, ...drawn }))
    for (const { panel, rect, boxed } of places.panels) {
      const series = boxed ? panel.series(picture) : undefined
      if (series !== undefined) this.#hits.add({ ...rect, height: 1 }, () => this.#actions.openGraph(series))
    }
    this.#hits.add(places.troubles, () => this.#actions.openTroubles())
    this.#mouse.addTable(places.table, placed, arrangement)
  }

  #drawFooterRow(area: Area): void {
    const { top } = this.#overlays
    const hints =
      top === undefined ? mainHints(this.commands, this.#actions) : this.#overlays.hints.map(hint => this.#hint(hint))
    const message = this.#said.text(this.messageRoom, top === undefined)
    const status = top === undefined ? this.#status() : []
    if (area.height < 5) return
    const row = area.inner(0, area.height - 1, area.width, 1)
    row.fill(' ')
    drawFooter(row, { hints, message, status }, this.#hits, this.#terminal.unicode)
  }

  #status(): string[] {
    const listed = this.shown?.sample.listed
    if (listed !== undefined) return [`reading ${formatCount(listed)} processes`]
    const { chosen } = this.#memory
    const since = chosen === undefined ? [] : [`GROW since ${formatClock(chosen.sinceAtMs)}`]
    const place = livingPlace(this.order, this.selectedIndex, this.#table.endedBefore(this.shown))
    const often = easedText(this.#sampler.eased, this.view.intervalMs, this.#terminal.width)
    return tableStatus(this.view, place, this.order, [...since, ...this.#sweepStatus(), ...often])
  }

  #sweepStatus(): string[] {
    if (!this.#sweeps) return []
    const nowMs = this.timeline.newest?.sample.monotonicMs ?? 0
    return sweepStatus(this.shown?.processes ?? [], this.selected, findColumn(this.view.sort.columnId), nowMs)
  }

  /** What an overlay offers; what is barred is dim. */
  #hint([key, title]: readonly [key: string, title: string]): Hint {
    return { key, title, off: this.#options.barred.has(key), run: () => this.#onKey(key) }
  }

  #onInput(event: InputEvent): void {
    if (this.#typedAhead !== undefined) {
      this.#typedAhead.push(event)
      return
    }
    this.#table.backToDrawn()
    if (event.kind === 'key') this.#onKey(event.key)
    else if (event.kind === 'paste') this.#overlays.top?.onPaste?.(event.text)
    else if (event.kind === 'mouse') this.#mouse.on(event)
    this.draw()
  }

  #onKey(key: string): void {
    this.#said.onKey()
    this.#options.guide?.onKey(key)
    if (!this.#overlays.takesKey(key, pressed => this.keys.asMove(pressed))) this.#command(key)
    this.draw()
  }

  #command(key: string): void {
    const command = this.#keys.get(key)
    const reason = command === undefined ? this.#options.barred.get(key) : command.unavailable?.(this.#actions)
    if (reason !== undefined) this.say(`${keyLabel(key)}: ${reason}`)
    else command?.run(this.#actions, key)
  }
}
