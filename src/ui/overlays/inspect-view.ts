import type { WorkingSet } from '../../control/working-set.ts'
import { wholeCommand } from '../../inspect/identity-rows.ts'
import { Look } from '../../inspect/look.ts'
import { type PartId, partIds, parts } from '../../inspect/parts.ts'
import { UserTasks } from '../../inspect/user-tasks.ts'
import { noMapping } from '../../inspect/words.ts'
import type { ProcessId } from '../../model/process.ts'
import { rowOfPid } from '../../model/row-of-pid.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { IdNames } from '../../sources/source.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import type { Telling } from '../doing.ts'
import type { LiveAccess } from '../heap/live-heaps.ts'
import { toClipboard } from '../to-clipboard.ts'
import { type CommandKeys, GENERAL } from './command-keys.ts'
import { FILTER_KEYS, filterPrompt } from './filter-prompt.ts'
import { drawGraphs, graphRows } from './inspect-graphs.ts'
import { mark, markHints } from './inspect-mark.ts'
import { Page } from './inspect-page.ts'
import { drawTabs, keyOfTab } from './inspect-tabs.ts'
import { drawTitle } from './inspect-title.ts'
import { InspectWatch } from './inspect-watch.ts'
import { LimitEdit } from './limit-edit.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'
import { stackView } from './stack-view.ts'
import { askWorkingSet } from './working-set-ask.ts'

const DIM = style('dim')
/** The commands that make sense here; the others would change the table beneath, unseen. */
const PASSED = [...GENERAL, 'pause']
/** Commands that lay a process open at a tab: here they go to it. */
const TABS: Readonly<Record<string, PartId>> = {
  limits: 'limits',
  environment: 'environment',
  'open-files': 'files',
  locks: 'locks',
}
const TITLES = partIds.map(id => parts[id].title)

export interface InspectOptions extends Telling {
  readonly files: ProcessFiles
  readonly names: IdNames
  readonly row: ProcessRow
  readonly snapshot: Snapshot
  readonly tab: string | undefined
  readonly keys: CommandKeys
  /** How many others lie beneath it, each of which led to the next. */
  readonly depth: number
  /** Lays another process open on top, at a tab; `back` once that is closed. False where it cannot. */
  follow(id: ProcessId, tab: PartId, back: () => void): boolean
  /** Lays the same process open on top, at the mapping that an address lies in. */
  toMapping(address: bigint): void
  /** Whose mapping is to be selected in Maps. */
  readonly address?: bigint | undefined
  /** A live heap lies beneath, and there is one at most. */
  readonly isFromHeap: boolean
  closed(): void
  /** Something will be open once this is done. */
  opening(done: Promise<void>): void
  /** Time from one sample to the next. */
  everyMs(): number
  /** Puts text on the clipboard. */
  copy(text: string): void
  readonly selfPid: number
  /** Why nothing may be done to processes; undefined where something may. */
  readonly barred: string | undefined
  /** How live heaps are got at; undefined where they are not. */
  readonly live?: LiveAccess | undefined
  /** Something new is to be seen. */
  changed(): void
}

/** One process laid open, live: a tab a part. It stays, with its last values, when the process ends. */
export class InspectView implements Overlay {
  readonly id: string
  readonly full = true
  readonly moves = true
  readonly #options: InspectOptions
  readonly #userTasks: UserTasks
  readonly #pages = new Map<PartId, Page>()
  readonly #showing: { uncovered: boolean; ended?: string } = { uncovered: false }
  readonly #watch: InspectWatch
  #row: ProcessRow
  #snapshot: Snapshot
  #tab: PartId
  #workingSet: WorkingSet | undefined
  /** Another process lies on top: nothing is read meanwhile. */
  #away = false
  /** Is still to be gone to. */
  #address: bigint | undefined
  #closed = false

  constructor(options: InspectOptions) {
    this.#options = options
    this.id = options.depth === 0 ? 'inspect' : `inspect-${options.depth}`
    this.#row = options.row
    this.#address = options.address
    this.#snapshot = options.snapshot
    this.#tab = options.tab === 'stacks' ? 'threads' : (partIds.find(id => id === options.tab) ?? 'overview')
    this.#userTasks = new UserTasks(options.files)
    this.#watch = new InspectWatch(options.files)
    this.#watch.see(options.snapshot, options.row, options.everyMs())
    this.#renew()
  }

  get page(): string {
    return parts[this.#tab].title
  }

  /** It has not been read for the first time. */
  get isBusy(): boolean {
    return this.#page.body === undefined && !this.#hasEnded
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.#hasEnded) return
    const row = snapshot.processes.find(candidate => candidate.id === this.#row.id)
    if (row === undefined) {
      this.#end(snapshot)
      return
    }
    this.#snapshot = snapshot
    this.#row = row
    this.#watch.see(snapshot, row, this.#options.everyMs())
    this.#renew()
  }

  onClose(): void {
    this.#closed = true
    this.#options.closed()
  }

  /** Not whoever the table's selection has come to rest on since. */
  subject(): ProcessRow | undefined {
    return this.#hasEnded ? undefined : this.#row
  }

  draw(area: Area, context: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    area.inner(0, 0, area.width, area.height - 1).fill(' ')
    const { body } = this.#page
    const hasValues = [...this.#pages.values()].some(page => page.body !== undefined)
    drawTitle(area, this.#row, this.#snapshot, { ended: this.#watch.ended, hasValues })
    drawTabs(area, 1, TITLES, partIds.indexOf(this.#tab), context, at => this.#openAt(at))
    const inside = this.#drawAbove(area.inner(1, 3, area.width - 2, area.height - 4), context)
    if (body === undefined) inside.put(0, 0, this.#hasEnded ? 'it ended before this could be read' : 'reading …', DIM)
    else {
      body.draw(inside, context)
      area.putRight(area.width - 1, 2, body.position() ?? '', DIM)
    }
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    if (this.#page.body?.onKey(key)) return 'used'
    if (key === 'escape' && (this.#page.body?.filtered ?? '') !== '') {
      this.#page.body?.filter?.('')
      return 'used'
    }
    if (key === 'enter' && (this.#follow() || this.#editLimit() || this.#openStack() || this.#lookInside()))
      return 'used'
    if (key === 'escape' || key === 'q' || key === 'f10' || key === 'enter') return 'close'
    if (key === 'tab' || key === 'right') return this.#openBy(1)
    if (key === 'S-tab' || key === 'left') return this.#openBy(-1)
    const tab = TITLES.findIndex((title, i) => keyOfTab(i, title) === key)
    if (tab >= 0) return this.#open(partIds[tab])
    if (key === 'y') return this.#copy(this.#page.body?.copied())
    if (key === 'C') return this.#copy(wholeCommand(this.#row.facts))
    if (key === 'r' && this.#page.hasCostly) {
      // What has ended keeps its last values.
      if (!this.#hasEnded) void this.#page.sweepThrough()
      return 'used'
    }
    if (key === 'w' && this.#tab === 'memory') return this.#askWorkingSet()
    if (key === 'v' && this.#page.covers) {
      this.#showing.uncovered = !this.#showing.uncovered
      this.#page.show()
      return 'used'
    }
    if (key === 's' && this.#page.canBeCompared) {
      this.#mark()
      return 'used'
    }
    if (key === 'S' && this.#page.hasBaseline) {
      for (const page of this.#pages.values()) page.dropBaseline()
      return 'used'
    }
    if (FILTER_KEYS.has(key)) {
      this.#filter()
      return 'used'
    }
    const { keys } = this.#options
    const id = keys.idOn(key) ?? ''
    if (id === 'stacks') {
      if (!this.#openStack()) this.openStacks()
      return 'used'
    }
    if (TABS[id] !== undefined) return this.#open(TABS[id])
    return keys.acts(key) || keys.passes(key, PASSED) ? 'pass' : 'used'
  }

  /** The threads, with where the first one stands. */
  openStacks(): void {
    this.#open('threads')
    this.#openStackOf(this.#row.record.pid)
  }

  onWheel(rows: number): void {
    this.#page.body?.onWheel(rows)
  }

  /** Those that must be there however narrow the screen come first: what does not fit gives way from the end. */
  hints(): readonly (readonly [string, string])[] {
    return [
      ['tab', 'Next tab'],
      ['escape', this.#options.depth === 0 ? 'Close' : 'Back'],
      // What has ended gets no signals.
      ...(this.#hasEnded ? [] : this.#options.keys.hint('kill', 'Kill')),
      ...(this.#page.body?.hints() ?? []),
      ...(this.#page.body?.selected?.limit === undefined ? [] : [['enter', 'Set'] as const]),
      ...(this.#page.body?.selected?.pid === undefined ? [] : [['enter', 'Inspect'] as const]),
      ...(this.#hasInside ? [['enter', 'Look inside'] as const] : []),
      ...(this.#hasEnded ? [] : markHints(this.#page)),
      ...(this.#tab === 'threads' ? this.#options.keys.hint('stacks', 'Stack') : []),
      ...(this.#tab === 'memory' ? [['w', 'Working set'] as const] : []),
      ...(this.#page.hasCostly ? [['r', 'Re-read'] as const] : []),
      ...(this.#page.covers ? [['v', this.#showing.uncovered ? 'Cover' : 'Uncover'] as const] : []),
      ['y', 'Copy'],
    ]
  }

  /** False where nothing is selected that leads to another process. */
  #follow(): boolean {
    const { leadsTo, selected } = this.#page.body ?? {}
    const { pid } = selected ?? {}
    const id = leadsTo ?? (pid === undefined ? undefined : rowOfPid(this.#snapshot.processes, pid)?.id)
    if (id === undefined) {
      if (pid !== undefined) this.#options.say(`process ${pid} is not there any more`)
      return pid !== undefined
    }
    this.#away = this.#options.follow(id, this.#tab, () => {
      this.#away = false
      this.#renew()
    })
    return true
  }

  /** False where no thread is selected. */
  #openStack(): boolean {
    const key = this.#tab === 'threads' ? this.#page.body?.current : undefined
    if (key === undefined) return false
    this.#openStackOf(Number.parseInt(key, 10))
    return true
  }

  #openStackOf(tid: number): void {
    const { keys, copy, say, open } = this.#options
    if (this.#hasEnded) say('it has ended')
    else open(stackView({ tid, look: () => this.#look(false), keys, copy, say, changed: () => this.#changed() }))
  }

  /** False where no limit is selected. */
  #editLimit(): boolean {
    const limit = this.#page.body?.selected?.limit
    const { files, selfPid, barred } = this.#options
    if (limit === undefined) return false
    const why = barred ?? (this.#hasEnded ? 'it has ended' : undefined)
    if (why !== undefined) {
      this.#options.say(`no limit can be set: ${why}`)
      return true
    }
    const edit = new LimitEdit({
      files,
      selfPid,
      room: () => this.#options.room(),
      open: overlay => this.#options.open(overlay),
      close: id => this.#options.close(id),
      opening: done => this.#options.opening(done),
      say: text => this.#options.say(text),
      changed: () => this.#renew(),
    })
    edit.ask(this.#row, limit.kind, limit.used)
    return true
  }

  get #hasInside(): boolean {
    return this.#options.live !== undefined && !this.#hasEnded && this.#page.body?.hasInside === true
  }

  /** False where there is nothing that could be attached to. */
  #lookInside(): boolean {
    const { live, barred, isFromHeap, say } = this.#options
    if (live === undefined || !this.#hasInside) return false
    if (isFromHeap) say('a live heap is open already: Esc goes back to it')
    else if (barred !== undefined) say(`nothing is attached to: ${barred}`)
    else {
      const row = this.#row
      const opened = import('../heap/look-inside.ts').then(({ openLiveHeap }) =>
        openLiveHeap({
          ...this.#options,
          live,
          row,
          looking: () => {
            this.#away = true
          },
          closed: () => {
            this.#away = false
            this.#renew()
          },
        }),
      )
      this.#options.opening(opened)
    }
    return true
  }

  #mark(): void {
    // What has ended does not grow any more.
    if (this.#hasEnded) return
    const all = partIds.map(id => this.#pageOf(id))
    if (!mark(this.#page, all)) this.#options.say('nothing is known of it to compare with')
  }

  #askWorkingSet(): 'used' {
    const { files, barred, say, open } = this.#options
    const why = barred ?? (this.#hasEnded ? 'it has ended' : undefined)
    if (why !== undefined) say(`no working set can be measured: ${why}`)
    else
      askWorkingSet(this.#row, {
        files,
        open,
        say,
        found: workingSet => {
          this.#workingSet = workingSet
          this.#renew()
        },
      })
    return 'used'
  }

  #copy(text: string | undefined): 'used' {
    const { copy, say } = this.#options
    if (text === undefined || text === '') {
      say('nothing to copy')
      return 'used'
    }
    say(toClipboard(text, text, copy))
    return 'used'
  }

  #filter(): void {
    const prompt = filterPrompt(this.#page.body)
    if (prompt !== undefined) this.#options.open(prompt)
  }

  #open(id: PartId | undefined): 'used' {
    if (id !== undefined && id !== this.#tab) {
      this.#tab = id
      this.#renew()
    }
    return 'used'
  }

  #openBy(step: number): 'used' {
    return this.#openAt(partIds.indexOf(this.#tab) + step)
  }

  #openAt(at: number): 'used' {
    return this.#open(partIds[(at + partIds.length) % partIds.length])
  }

  get #page(): Page {
    return this.#pageOf(this.#tab)
  }

  #pageOf(id: PartId): Page {
    const page =
      this.#pages.get(id) ??
      new Page(id, {
        look: thorough => this.#look(thorough),
        showing: this.#showing,
        changed: () => this.#changed(),
        ended: () => {
          this.#end()
          this.#changed()
        },
      })
    this.#pages.set(id, page)
    return page
  }

  /** Only what is open is read; what has ended keeps its last values. */
  #renew(): void {
    if (!this.#hasEnded && !this.#away) void this.#page.renew()
  }

  get #hasEnded(): boolean {
    return this.#watch.ended !== undefined
  }

  /** @param without the first snapshot that it is not in; undefined where reading found out before */
  #end(without?: Snapshot): void {
    if (this.#hasEnded) return
    this.#showing.ended = this.#watch.end(without)
    for (const page of this.#pages.values()) page.show()
  }

  /** Draws the graphs above what is an overview, and returns what is left below. */
  #drawAbove(area: Area, { unicode }: OverlayContext): Area {
    const rows = this.#tab === 'overview' ? graphRows(area.width, area.height) : 0
    if (rows === 0) return area
    drawGraphs(area.inner(0, 0, area.width, rows), this.#watch.history, this.#watch.ioUnknown, unicode)
    return area.inner(0, rows + 1, area.width, area.height - rows - 1)
  }

  #look(thorough: boolean): Look {
    const { files, names } = this.#options
    return new Look(files, this.#row, {
      snapshot: this.#snapshot,
      names,
      userTasks: this.#userTasks,
      thorough,
      workingSet: this.#workingSet,
    })
  }

  /** Selects what lies at the address, once that is read. */
  #goToAddress(): void {
    const address = this.#address
    const found = address === undefined ? undefined : this.#pages.get('maps')?.body?.goTo?.(address)
    if (address === undefined || found === undefined || found === 'unread') return
    this.#address = undefined
    if (found === 'nowhere') this.#options.say(noMapping(address))
  }

  #changed(): void {
    if (this.#closed) return
    this.#goToAddress()
    this.#options.changed()
  }
}
