import type { Facet } from '../model/process.ts'
import { type ProcessId, pidOf } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { onlyLinux, unlessLinux } from '../sources/only-linux.ts'
import type { Terminal } from '../terminal/screen.ts'
import { holdSelected } from './acting.ts'
import type { App } from './app.ts'
import { wholeNote } from './whom.ts'

/** Who a process is, for a list of other processes than those in view. */
const NAMES: ReadonlySet<Facet> = new Set(['owner', 'command'])

interface Opening {
  readonly tab: string | undefined
  /** How many others lie beneath it, each of which led to the next. */
  readonly depth: number
  /** Whose mapping is to be selected. */
  readonly address?: bigint
  readonly isFromHeap: boolean
  closed(): void
}

/** Processes that lie open one on the other, each found from the one beneath. */
const MOST_FOLLOWED = 9

/** Views on the whole screen. Each is loaded with its first use: the first frame does not wait for it. */
export class Views {
  readonly #app: App
  readonly #terminal: Terminal

  constructor(app: App, terminal: Terminal) {
    this.#app = app
    this.#terminal = terminal
  }

  inspect(tab: string | undefined): void {
    const row = holdSelected(this.#app)
    if (row === undefined) return
    // A thread is told of among those of its process.
    const { threadOf } = row
    const first = tab ?? (threadOf === undefined ? undefined : 'threads')
    this.#layOpen(threadOf ?? row, { tab: first, depth: 0, isFromHeap: false, closed: () => undefined })
    const note = wholeNote([row], 'what is shown is of')
    if (note !== undefined) this.#app.say(note)
  }

  /** @param opening where, and on top of how many others */
  #layOpen(row: ProcessRow, opening: Opening): void {
    const { tab, depth, address, isFromHeap, closed } = opening
    const snapshot = this.#app.shown
    const { files, names } = this.#app.source
    if (snapshot === undefined) return
    if (files === undefined) {
      this.#app.say(onlyLinux('inspect'))
      return
    }
    const opened = import('./overlays/inspect-view.ts').then(({ InspectView }) => {
      const view = new InspectView({
        files,
        names,
        row,
        snapshot,
        tab,
        keys: this.#app.keys,
        depth,
        address,
        isFromHeap,
        closed,
        follow: (id, tab, back) => this.#follow(id, { tab, depth: depth + 1, isFromHeap, closed: back }),
        toMapping: at => {
          this.#follow(row.id, {
            tab: 'maps',
            address: at,
            depth: depth + 1,
            isFromHeap: true,
            closed: () => undefined,
          })
        },
        selfPid: this.#app.selfPid,
        barred: this.#app.barred,
        live: this.#app.live,
        room: () => this.#app.messageRoom,
        everyMs: () => this.#app.everyMs,
        copy: text => this.#terminal.copy(text),
        open: overlay => this.#app.open(overlay),
        close: id => this.#app.close(id),
        opening: done => this.#app.opening(done),
        say: text => this.#app.say(text),
        changed: () => this.#app.draw(),
      })
      this.#app.open(view)
      if (tab === 'stacks') view.openStacks()
    })
    this.#app.opening(opened)
  }

  growth(): void {
    const snapshot = this.#app.shown
    const { source } = this.#app
    if (snapshot === undefined || this.#app.memory === undefined) return
    const { memory } = this.#app
    const opened = import('./overlays/growth-view.ts').then(({ GrowthView }) => {
      this.#app.open(
        new GrowthView({
          snapshot,
          paused: () => this.#app.view.paused,
          watch: () => this.#app.memory ?? memory,
          files: source.files,
          unbounded: unlessLinux(source.kind, 'bounds'),
          keys: this.#app.keys,
          name: ids => source.fill(ids, NAMES),
          open: overlay => this.#app.open(overlay),
          changed: () => this.#app.draw(),
        }),
      )
    })
    this.#app.opening(opened)
  }

  troubles(): void {
    const opened = import('./overlays/trouble-list.ts').then(({ TroubleList }) => {
      this.#app.open(
        new TroubleList({
          keys: this.#app.keys,
          events: () => this.#app.timeline.events,
          paused: () => this.#app.view.paused,
          open: overlay => this.#app.open(overlay),
        }),
      )
    })
    this.#app.opening(opened)
  }

  /** @param series the one to begin with; the first when undefined */
  graph(series?: string): void {
    const { shown, selected, timeline } = this.#app
    if (shown === undefined) return
    const opened = Promise.all([import('./overlays/graph-view.ts'), import('./graph-series.ts')]).then(
      ([{ GraphView }, { graphSeries }]) => {
        const about = (selected?.threadOf ?? selected)?.id
        const view = new GraphView({
          series: graphSeries(shown, selected, (snapshot, id) => timeline.factsThen(snapshot, id)),
          first: series,
          about,
          keys: this.#app.keys,
          snapshots: () => timeline.snapshots,
        })
        // So that the next sample has something to be measured against.
        if (view.looks !== undefined) void this.#app.source.fill([view.looks.id], view.looks.facets)
        this.#app.open(view)
      },
    )
    this.#app.opening(opened)
  }

  /** From one process that is laid open to another; false where there is no such process any more. */
  #follow(id: ProcessId, opening: Opening): boolean {
    const row = this.#app.shown?.processes.find(one => one.id === id)
    if (row === undefined) this.#app.say(`process ${pidOf(id)} has ended`)
    else if (opening.depth > MOST_FOLLOWED)
      this.#app.say(`${MOST_FOLLOWED} processes lie open one on the other: Esc goes back`)
    else {
      // It need not be in the table's view, and so may have nothing filled in.
      void this.#app.source.fill([id], NAMES)
      this.#layOpen(row, opening)
      return true
    }
    return false
  }
}
