import { inspectProcess } from '../../inspect/inspection.ts'
import type { Section } from '../../inspect/section.ts'
import { inspectionSections } from '../../inspect/sections.ts'
import { UserTasks } from '../../inspect/user-tasks.ts'
import { residentBytes } from '../../model/process.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import { formatBytes, formatClock, formatSpan } from '../../model/units.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { IdNames } from '../../sources/source.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Style, style } from '../../terminal/style.ts'
import { type Line, sectionLines } from './inspect-lines.ts'
import { hasCostly, type Sweep, withSweep } from './inspect-sweep.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TITLE = style('title', 'default', BOLD)
const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')
const TAB = style('label')
const OPEN_TAB = style('selectionText', 'selectionBack', BOLD)
/** Keys of the commands that make sense here; the others would change the table beneath, unseen. */
const PASSED = new Set(['k', 'f9', 'f7', 'f8', ']', '[', 'C-c', 'C-z', 'C-l', '?', 'f1', 'h', 'd', 'Z'])
/** In the order of the sections, and known before the first of them has been read. */
const TABS: readonly Section['id'][] = ['memory', 'limits', 'usage', 'identity']

export interface InspectOptions {
  readonly files: ProcessFiles
  readonly names: IdNames
  readonly row: ProcessRow
  readonly snapshot: Snapshot
  readonly tab: string | undefined
  /** Something new is to be seen. */
  changed(): void
}

/** One process laid open, live: a tab a section. It stays, with its last values, when the process ends. */
export class InspectView implements Overlay {
  readonly id = 'inspect'
  readonly full = true
  readonly #options: InspectOptions
  readonly #userTasks: UserTasks
  #row: ProcessRow
  #snapshot: Snapshot
  #sections: readonly Section[] = []
  /** What was read at every sample; without what takes long. */
  #quick: readonly Section[] = []
  #sweep: Sweep | undefined
  #sweeping = false
  /** The open tab in lines: long texts are wrapped once, not at each drawing. */
  #lines:
    | { readonly section: Section; readonly width: number; readonly unicode: boolean; readonly all: Line[] }
    | undefined
  #tab: Section['id']
  #top = 0
  #bottom = 0
  #height = 1
  #endedAtMs: number | undefined
  #busy = false
  #closed = false

  constructor(options: InspectOptions) {
    this.#options = options
    this.#row = options.row
    this.#snapshot = options.snapshot
    this.#tab = TABS.find(id => id === options.tab) ?? 'memory'
    this.#userTasks = new UserTasks(options.files)
    void this.#inspect()
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.#endedAtMs !== undefined) return
    this.#snapshot = snapshot
    const row = snapshot.processes.find(candidate => candidate.id === this.#row.id)
    if (row === undefined) {
      this.#endedAtMs = snapshot.atMs
      return
    }
    this.#row = row
    void this.#inspect()
  }

  onClose(): void {
    this.#closed = true
  }

  /** Not whoever the table's selection has come to rest on since. */
  subject(): ProcessRow | undefined {
    return this.#endedAtMs === undefined ? this.#row : undefined
  }

  draw(area: Area, context: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    area.inner(0, 0, area.width, area.height - 1).fill(' ')
    const hasValues = this.#sections.length > 0
    drawTitle(area, this.#row, this.#snapshot, { endedAtMs: this.#endedAtMs, hasValues })
    this.#drawTabs(area, context)
    const body = area.inner(1, 3, area.width - 2, area.height - 4)
    const section = this.#sections.find(candidate => candidate.id === this.#tab)
    if (section === undefined)
      body.put(0, 0, this.#endedAtMs === undefined ? 'reading …' : 'it ended before it could be read', DIM)
    else this.#drawSection(body, section, context)
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    const scroll: Record<string, number> = {
      up: -1,
      down: 1,
      pageup: -this.#height,
      pagedown: this.#height,
      home: -this.#bottom,
      end: this.#bottom,
    }
    const rows = scroll[key]
    if (rows !== undefined) {
      this.onWheel(rows)
      return 'used'
    }
    if (key === 'escape' || key === 'q' || key === 'f10' || key === 'enter') return 'close'
    if (key === 'tab' || key === 'right') return this.#openBy(1)
    if (key === 'S-tab' || key === 'left') return this.#openBy(-1)
    if (/^[1-9]$/.test(key)) return this.#open(TABS[Number(key) - 1])
    if (key === 'L') return this.#open('limits')
    if (key === 'r' && hasCostly(this.#quick)) {
      // What has ended keeps its last values.
      if (this.#endedAtMs === undefined) void this.#sweepThrough()
      this.#compose()
      return 'used'
    }
    return PASSED.has(key) ? 'pass' : 'used'
  }

  onWheel(rows: number): void {
    this.#top = Math.max(0, Math.min(this.#top + rows, this.#bottom))
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      ['tab', 'Next tab'],
      ['down', 'Scroll'],
      ['k', 'Kill'],
      ...(hasCostly(this.#quick) ? [['r', 'Re-read'] as const] : []),
      ['escape', 'Close'],
    ]
  }

  #open(id: Section['id'] | undefined): 'used' {
    if (id !== undefined && id !== this.#tab) {
      this.#tab = id
      this.#top = 0
    }
    return 'used'
  }

  #openBy(step: number): 'used' {
    const at = TABS.indexOf(this.#tab)
    return this.#open(TABS[(at + step + TABS.length) % TABS.length])
  }

  async #inspect(): Promise<void> {
    // A giant may take longer than the interval: then the next picture comes later, not two at once.
    if (this.#busy) return
    this.#busy = true
    const sections = await this.#read(false)
    this.#busy = false
    if (this.#closed) return
    if (sections === undefined) this.#endedAtMs ??= Date.now()
    else {
      this.#quick = sections
      this.#compose()
      if (this.#sweep === undefined && hasCostly(sections)) void this.#sweepThrough()
    }
    this.#options.changed()
  }

  /** Reads also what takes long, beside the samples and once: a giant is not held up every second for being looked at. */
  async #sweepThrough(): Promise<void> {
    if (this.#sweeping) return
    this.#sweeping = true
    const sections = await this.#read(true)
    this.#sweeping = false
    if (this.#closed) return
    if (sections !== undefined) this.#sweep = { sections, atMs: Date.now() }
    this.#compose()
    this.#options.changed()
  }

  async #read(thorough: boolean): Promise<Section[] | undefined> {
    const inspection = await inspectProcess(this.#options.files, this.#row, {
      snapshot: this.#snapshot,
      names: this.#options.names,
      userTasks: this.#userTasks,
      thorough,
    })
    return inspection === undefined ? undefined : inspectionSections(inspection)
  }

  #compose(): void {
    this.#sections = withSweep(this.#quick, this.#sweeping ? undefined : this.#sweep, Date.now())
  }

  #drawTabs(area: Area, { hits, unicode }: OverlayContext): void {
    let x = 1
    const whole = this.#sections.reduce((sum, { title }) => sum + title.length + 5, x)
    const open = this.#sections.findIndex(section => section.id === this.#tab)
    if (whole > area.width && open >= 0) {
      const [before, after] = unicode ? ['‹', '›'] : ['<', '>']
      hits.add({ x: 0, y: 1, width: x + 2, height: 1 }, () => this.#openBy(-1))
      x = area.put(area.put(x, 1, before, TAB) + 1, 1, ` ${open + 1} ${this.#sections[open]?.title} `, OPEN_TAB) + 1
      hits.add({ x, y: 1, width: 2, height: 1 }, () => this.#openBy(1))
      area.put(x, 1, after, TAB)
      return
    }
    this.#sections.forEach((section, i) => {
      const label = ` ${i + 1} ${section.title} `
      const open = section.id === this.#tab
      const start = x
      x = area.put(x, 1, label, open ? OPEN_TAB : TAB) + 1
      hits.add({ x: start, y: 1, width: label.length, height: 1 }, () => this.#open(section.id))
    })
  }

  #linesOf(section: Section, width: number, unicode: boolean): Line[] {
    const last = this.#lines
    if (last?.section === section && last.width === width && last.unicode === unicode) return last.all
    const all = sectionLines(section, width, unicode)
    this.#lines = { section, width, unicode, all }
    return all
  }

  #drawSection(body: Area, section: Section, { unicode }: OverlayContext): void {
    const lines = this.#linesOf(section, body.width, unicode)
    this.#height = Math.max(1, body.height)
    this.#bottom = Math.max(0, lines.length - body.height)
    this.#top = Math.min(this.#top, this.#bottom)
    lines.slice(this.#top, this.#top + body.height).forEach((draw, y) => {
      draw(body, y)
    })
    if (this.#bottom > 0) {
      const more = `${this.#top + 1}–${Math.min(lines.length, this.#top + body.height)} of ${lines.length}`
      body.putRight(body.width, -1, more, DIM)
    }
  }
}

/** `8305 node · deploy · running · since 09:14 (3h 42m)`, or when it ended. */
function drawTitle(
  area: Area,
  row: ProcessRow,
  snapshot: Snapshot,
  { endedAtMs, hasValues }: { readonly endedAtMs: number | undefined; readonly hasValues: boolean },
): void {
  const { record, facts } = row
  let x = area.put(1, 0, `${record.pid} ${record.name}`, TITLE)
  const say = (text: string, s: Style): void => {
    if (x + text.length + 3 > area.width) return
    x = area.put(area.put(x, 0, ' · ', DIM), 0, text, s)
  }
  if (facts.user !== undefined) say(facts.user, TEXT)
  if (endedAtMs !== undefined) {
    say(
      `ended at ${formatClock(endedAtMs)}${hasValues ? ': these are its last values' : ''}`,
      style('bad', 'default', BOLD),
    )
    return
  }
  if (row.cpuPct !== undefined) say(`cpu ${row.cpuPct.toFixed(1)}%`, heatOf(Math.min(100, row.cpuPct)))
  if (!record.kernelThread) say(`res ${formatBytes(residentBytes(record))}`, TEXT)
  const boot = snapshot.host.bootAtMs
  if (boot !== undefined) {
    const startMs = boot + record.startMs
    say(`since ${formatClock(startMs)} (${formatSpan(Math.max(0, snapshot.atMs - startMs))})`, LABEL)
  }
}
