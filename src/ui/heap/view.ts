import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import type { Detection } from '../../runtime/detection.ts'
import type { LiveHeaps } from '../../runtime/heaps.ts'
import type { Detached, NotAttached } from '../../runtime/session.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { cellWidth } from '../../terminal/width.ts'
import { type CommandKeys, GENERAL } from '../overlays/command-keys.ts'
import { FILTER_KEYS, filterPrompt } from '../overlays/filter-prompt.ts'
import type { Body } from '../overlays/inspect-body.ts'
import { drawTabs, keyOfTab } from '../overlays/inspect-tabs.ts'
import type { KeyOutcome, Overlay, OverlayContext } from '../overlays/overlay.ts'
import { Report } from '../overlays/report.ts'
import { toClipboard } from '../to-clipboard.ts'
import { nameOf } from '../whom.ts'
import { AskDialog } from './ask-dialog.ts'
import { abilityLines } from './asked-lines.ts'
import { FiguresPage } from './figures-page.ts'
import { GcPage } from './gc-page.ts'
import { LinesPage } from './lines-page.ts'
import { Live } from './live.ts'
import { ABILITY_NAMES } from './names.ts'
import { NoteBody } from './note-body.ts'
import { leftText, type OpenSessions } from './open-sessions.ts'
import type { HeapPage, PageContext } from './page.ts'
import { cachesPage, cyclesPage, duplicatesPage, stacksPage, typesPage } from './plain-pages.ts'
import { drawHead, drawWaiting } from './view-head.ts'

const DIM = style('dim')
/** The commands that make sense here; the others would change the table beneath, unseen. */
const PASSED = [...GENERAL, 'pause']

export interface LiveHeapOptions {
  readonly heaps: LiveHeaps
  readonly sessions: OpenSessions
  readonly row: ProcessRow
  readonly snapshot: Snapshot
  readonly detection: Detection
  readonly files: ProcessFiles
  readonly keys: CommandKeys
  open(overlay: Overlay): void
  close(id: string): void
  say(text: string): void
  /** Puts text on the clipboard. */
  copy(text: string): void
  /** Shows the mapping that an address lies in, on top of this. */
  toMapping(address: bigint): void
  closed(): void
  /** Something new is to be seen. */
  changed(): void
}

/**
 * The heap of a program that is attached to, as pages. What it does to the program is agreed to before and undone when
 * it is closed; where it ended otherwise it stays with what it showed last.
 */
export class LiveHeapView implements Overlay {
  readonly id = 'live-heap'
  readonly full = true
  readonly moves = true
  readonly #options: LiveHeapOptions
  readonly #live: Live
  readonly #figures: FiguresPage
  readonly #lines: LinesPage
  readonly #pages: readonly HeapPage[]
  readonly #note = new NoteBody(() => this.#whyNothing ?? '')
  #row: ProcessRow
  #snapshot: Snapshot
  #at = 0
  #closed = false

  constructor(options: LiveHeapOptions) {
    this.#options = options
    this.#row = options.row
    this.#snapshot = options.snapshot
    const { heaps, files, keys, open, copy } = options
    const say = (text: string): void => options.say(text)
    this.#live = new Live({
      ...options,
      agree: (ability, can) => this.#agree(ability === 'passive' ? '' : ABILITY_NAMES[ability], abilityLines(can)),
      changed: () => this.#changed(),
      attached: () => this.#page.shown?.(),
      failed: why => this.#failed(why),
      left: detached => this.#left(detached),
    })
    const context: PageContext = {
      live: this.#live,
      heaps,
      files,
      keys,
      row: () => this.#row,
      host: () => this.#snapshot.host,
      // What comes late has nothing to lie upon.
      open: overlay => this.#closed || open(overlay),
      say,
      copy,
      toMapping: options.toMapping,
      changed: () => this.#changed(),
    }
    this.#figures = new FiguresPage(context)
    this.#lines = new LinesPage(context)
    const gc = new GcPage({ ...context, figures: () => this.#figures.figures })
    const plain = [stacksPage, cachesPage, duplicatesPage, cyclesPage].map(page => page(context))
    this.#pages = [this.#figures, this.#lines, typesPage(context), gc, ...plain]
  }

  get page(): string {
    return this.#page.title
  }

  get isBusy(): boolean {
    return this.#live.isBusy
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.#live.ended !== undefined) return
    const row = snapshot.processes.find(candidate => candidate.id === this.#row.id)
    if (row === undefined) {
      void this.#live.leave('the program has ended')
      return
    }
    this.#row = row
    this.#snapshot = snapshot
    this.#figures.renew()
    if (this.#page !== this.#figures) this.#page.renew?.()
  }

  onClose(): void {
    this.#closed = true
    void this.#live.leave('closed')
    this.#options.closed()
  }

  /** Not whoever the table's selection has come to rest on since. */
  subject(): ProcessRow | undefined {
    return this.#live.ended === undefined ? this.#row : undefined
  }

  draw(area: Area, context: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    area.inner(0, 0, area.width, area.height - 1).fill(' ')
    drawHead(area, this.#row, { live: this.#live, badge: this.#lines.badge }, context.unicode)
    drawTabs(
      area,
      1,
      this.#pages.map(({ title }) => title),
      this.#at,
      context,
      at => this.#openAt(at),
    )
    this.#body.draw(area.inner(1, 3, area.width - 2, area.height - 4), context)
    const position = this.#body.position() ?? ''
    drawWaiting(area.inner(1, 2, area.width - cellWidth(position) - 3, 1), this.#live)
    area.putRight(area.width - 1, 2, position, DIM)
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    if (key === 'escape' && this.#live.stopWaiting()) return this.#live.session === undefined ? 'close' : 'used'
    if (key === 'escape' && (this.#body.filtered ?? '') !== '') {
      this.#body.filter?.('')
      return 'used'
    }
    if (key === 'escape' || key === 'q' || key === 'f10') return 'close'
    if (key === 'tab' || key === 'right') return this.#openAt(this.#at + 1)
    if (key === 'S-tab' || key === 'left') return this.#openAt(this.#at - 1)
    const tab = this.#pages.findIndex(({ title }, i) => keyOfTab(i, title) === key)
    if (tab >= 0) return this.#openAt(tab)
    if (this.#whyNothing === undefined && this.#page.onKey(key)) return 'used'
    if (this.#body.onKey(key)) return 'used'
    if (key === 'y') return this.#copy()
    if (FILTER_KEYS.has(key)) {
      const prompt = filterPrompt(this.#body)
      if (prompt !== undefined) this.#options.open(prompt)
      return 'used'
    }
    const { keys } = this.#options
    return keys.acts(key) || keys.passes(key, PASSED) ? 'pass' : 'used'
  }

  onWheel(rows: number): void {
    this.#body.onWheel(rows)
  }

  /** Those that must be there however narrow the screen come first: what does not fit gives way from the end. */
  hints(): readonly (readonly [string, string])[] {
    const isWaiting = this.#live.waiting !== undefined
    const own = this.#whyNothing === undefined ? [...this.#page.hints(), ...this.#body.hints()] : []
    const seen = new Set<string>()
    return [
      ['tab', 'Next page'] as const,
      ['escape', isWaiting ? 'Stop waiting' : 'Close'] as const,
      ...own.filter(([key]) => !seen.has(key) && seen.add(key)),
      ['y', 'Copy'] as const,
    ]
  }

  get #page(): HeapPage {
    const page = this.#pages[this.#at]
    if (page === undefined) throw new Error(`no page ${this.#at}`)
    return page
  }

  get #body(): Body {
    return this.#whyNothing === undefined ? this.#page.body : this.#note
  }

  /** Why there is nothing on the page that is open. */
  get #whyNothing(): string | undefined {
    const reasons = this.#page.abilities.map(ability => this.#live.refusal(ability))
    const [first] = reasons
    return reasons.every(reason => reason !== undefined) ? first : undefined
  }

  #openAt(at: number): 'used' {
    const { length } = this.#pages
    this.#at = (at + length) % length
    if (this.#live.session !== undefined && this.#live.ended === undefined) this.#page.shown?.()
    return 'used'
  }

  #copy(): 'used' {
    const text = this.#body.copied()
    const { say, copy } = this.#options
    say(text === undefined || text === '' ? 'nothing to copy' : toClipboard(text, text, copy))
    return 'used'
  }

  #agree(what: string, lines: ReturnType<typeof abilityLines>): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false)
    return new Promise(resolve => {
      this.#options.open(
        new AskDialog({
          id: 'agree',
          title: `${what}: ${nameOf(this.#row)}`,
          lines: () => lines,
          yes: () => 'Go on',
          agreed: () => resolve(true),
          refused: () => resolve(false),
        }),
      )
    })
  }

  #failed(why: NotAttached): void {
    // What was begun and comes late is undone then.
    void why.later?.then(detached => this.#left(detached))
    if (this.#closed) return
    const { close, open } = this.#options
    close(this.id)
    open(
      new Report(`not attached to ${nameOf(this.#row)}`, [
        { name: 'why', text: why.failed, failed: true },
        ...reportRows(why),
      ]),
    )
  }

  /** In a sentence; in full where something was left behind. */
  #left(detached: Detached): void {
    const { say, open } = this.#options
    const whom = nameOf(this.#row)
    say(leftText({ whom, ...detached }))
    if (detached.leftBehind.length > 0) open(new Report(`left behind in ${whom}`, reportRows(detached)))
  }

  #changed(): void {
    if (!this.#closed) this.#options.changed()
  }
}

function reportRows({ restored, leftBehind }: Detached) {
  return [
    ...leftBehind.map(text => ({ name: 'left behind', text, failed: true })),
    ...restored.map(text => ({ name: 'restored', text, failed: false })),
  ]
}
