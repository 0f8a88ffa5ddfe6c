import type { History } from '../../model/history.ts'
import type { PanelId } from '../../model/layouts.ts'
import type { Eased } from '../../model/scan-pace.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Trouble } from '../../model/troubles/trouble.ts'
import type { View } from '../../model/view.ts'
import type { Area } from '../../terminal/frame.ts'

/** What a panel draws from. */
export interface Picture {
  readonly snapshot: Snapshot
  readonly history: History
  /** What is wrong, the worst first. */
  readonly troubles: readonly Trouble[]
  readonly view: View
  /** The digits of the keys that show and hide panels, where they are on such keys. */
  readonly digits: ReadonlyMap<PanelId, number>
  /** The interval that is kept where scans take longer than the wanted one. */
  readonly eased?: Eased | undefined
  /** How long ago this was, where somebody has gone back in time. */
  readonly agoMs?: number | undefined
  /** False: ASCII twins of all blocks and lines. */
  readonly unicode: boolean
}

/** What a panel that is a box has to know of its place. */
export interface BoxPlace {
  /** Before its title: the digit of its key; empty where it has none. */
  readonly sign: string
  /** All that are boxes. */
  readonly boxes: ReadonlySet<PanelId>
}

/** A part of the screen about the machine: as lines where there is little room, as a box where there is much. */
export interface Panel {
  readonly id: PanelId
  /** Rows that it needs without a box at this width; 0 when it has nothing to say. */
  lines(picture: Picture, width: number): number
  drawLines(area: Area, picture: Picture): void
  /** Rows that it would fill inside a box at this width; 0 when it has nothing to say. */
  boxRows(picture: Picture, width: number): number
  /** Of so many rows inside a box, fewer than it would fill, those that it fills; all where it is not said. */
  usedRows?(picture: Picture, rows: number): number
  /** Inside a box of less rows it would leave out what it is about. */
  readonly leastBoxRows: number
  /** Another panel says the most of it where there is no room for all: this one gives way first. */
  readonly isSaidElsewhere?: true
  /** What is left over makes its graphs taller. */
  readonly stretches: boolean
  drawBox(area: Area, picture: Picture, place: BoxPlace): void
  /** The figure that a click on its title shows over time, of those in `ui/graph-series.ts`. */
  series(picture: Picture): string | undefined
}
