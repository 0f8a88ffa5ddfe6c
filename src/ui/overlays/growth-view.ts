import type { Grid } from '../../inspect/grid.ts'
import { GroupBounds } from '../../inspect/group-bounds.ts'
import { type MemoryBound, memoryBounds } from '../../inspect/memory-bounds.ts'
import type { Growth, MemoryWatch } from '../../model/memory-watch.ts'
import type { ProcessId } from '../../model/process.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { type GrowthItem, growthGrid, MOST_ASKED } from '../growth-grid.ts'
import { type CommandKeys, GENERAL } from './command-keys.ts'
import { GridBody } from './inspect-grid.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'
import { tableKey } from './table-keys.ts'

const TITLE = style('title', 'default', BOLD)
const DIM = style('dim')
/** The commands that make sense here; the others would change the table beneath, unseen. */
const PASSED = [...GENERAL, 'pause', 'inspect', 'keep-snapshot', 'environment', 'open-files', 'limits']
/** Names and owners of so many are found out. */
const MOST_NAMED = 200

export interface GrowthViewOptions {
  readonly snapshot: Snapshot
  /** Whether the picture stands still. */
  paused(): boolean
  /** What is compared with now: it is another one once a snapshot has been kept anew. */
  watch(): MemoryWatch
  readonly files: ProcessFiles | undefined
  /** Why nothing is known that bounds memory; undefined where it is. */
  readonly unbounded: string | undefined
  readonly keys: CommandKeys
  /** Finds out names and owners; the promise is there where something has to be waited for. */
  name(ids: readonly ProcessId[]): Promise<void> | undefined
  open(overlay: Overlay): void
  /** Something new is to be seen. */
  changed(): void
}

/** Where the machine's memory went since a snapshot was kept: who grew, who came, who is gone. */
export class GrowthView implements Overlay {
  readonly id = 'growth'
  readonly full = true
  readonly moves = true
  readonly #options: GrowthViewOptions
  readonly #body = new GridBody(() => this.#grid())
  #snapshot: Snapshot
  #kept: { readonly snapshot: Snapshot; readonly watch: MemoryWatch; readonly grid: Grid<GrowthItem> } | undefined
  readonly #groups: GroupBounds | undefined
  #closed = false

  constructor(options: GrowthViewOptions) {
    this.#options = options
    this.#snapshot = options.snapshot
    this.#groups = options.files === undefined ? undefined : new GroupBounds(options.files)
    this.#findOut()
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.#options.paused()) return
    this.#snapshot = snapshot
    this.#findOut()
  }

  onClose(): void {
    this.#closed = true
  }

  /** The selected process, if it still lives. */
  subject(): ProcessRow | undefined {
    const id = this.#body.current
    const item = this.#grid().items.find(candidate => candidate.id === id)
    return item?.fate === 'gone' ? undefined : item?.row
  }

  draw(area: Area, context: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    area.inner(0, 0, area.width, area.height - 1).fill(' ')
    area.put(1, 0, 'What grew', TITLE)
    this.#body.draw(area.inner(1, 1, area.width - 2, area.height - 2), context)
    area.putRight(area.width - 1, 0, this.#body.position() ?? '', DIM)
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    const { keys } = this.#options
    const outcome = tableKey(this.#body, key, keys.isOf(key, 'growth'), overlay => this.#options.open(overlay))
    if (outcome !== undefined) return outcome
    return keys.acts(key) || keys.passes(key, PASSED) ? 'pass' : 'used'
  }

  onWheel(rows: number): void {
    this.#body.onWheel(rows)
  }

  /** What does not fit gives way from the end. */
  hints(): readonly (readonly [string, string])[] {
    const { keys } = this.#options
    return [
      ...keys.hint('inspect', 'Inspect'),
      ['escape', 'Close'],
      ...keys.hint('kill', 'Kill'),
      ...keys.hint('keep-snapshot', 'Snapshot'),
      ...this.#body.hints(),
    ]
  }

  #grid(): Grid<GrowthItem> {
    const watch = this.#options.watch()
    if (this.#kept?.snapshot === this.#snapshot && this.#kept.watch === watch) return this.#kept.grid
    const grid = growthGrid({
      watch,
      nowMs: this.#snapshot.sample.monotonicMs,
      boundsOf: growth => this.#boundsOf(growth),
      unbounded: this.#options.unbounded,
    })
    this.#kept = { snapshot: this.#snapshot, watch, grid }
    return grid
  }

  #boundsOf({ row }: Growth): MemoryBound[] {
    const { files } = this.#options
    return files === undefined ? [] : [...memoryBounds(files, row.record), ...(this.#groups?.of(row.record.pid) ?? [])]
  }

  /** Those who grew most are told by name first, and their groups are looked at. */
  #findOut(): void {
    const living = this.#grid().items.filter(({ fate }) => fate !== 'gone')
    const most = [...living].sort((a, b) => b.nowBytes - b.beforeBytes - (a.nowBytes - a.beforeBytes))
    const ids = most.slice(0, MOST_NAMED).map(({ id }) => id)
    void this.#options.name(ids)?.then(() => {
      if (!this.#closed) this.#options.changed()
    })
    const pids = most.slice(0, MOST_ASKED).map(({ row }) => row.record.pid)
    void this.#groups?.look(pids, this.#snapshot.sample.monotonicMs).then(isNews => {
      if (!isNews || this.#closed) return
      this.#kept = undefined
      this.#options.changed()
    })
  }
}
