import type { History } from '../../model/history.ts'
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
  /** How long ago this was, where somebody has gone back in time. */
  readonly agoMs?: number | undefined
  /** False: ASCII twins of all blocks and lines. */
  readonly unicode: boolean
}

/** A part of the screen about the machine: as lines where there is little room, as a box where there is much. */
export interface Panel {
  readonly id: string
  /** Rows that it needs without a box at this width; 0 when it has nothing to say. */
  lines(picture: Picture, width: number): number
  drawLines(area: Area, picture: Picture): void
  /** Rows that it would fill inside a box at this width; 0 when it has nothing to say. */
  boxRows(picture: Picture, width: number): number
  drawBox(area: Area, picture: Picture): void
}
