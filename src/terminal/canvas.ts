import Screen from 'blessed/lib/widgets/screen.js'
import type { Frame } from './frame.ts'
import { ChangedCells, type Drawing, FramePanel, type Panel, Pen } from './panels.ts'
import { PaintProgram } from './program.ts'
import type { Style } from './style.ts'

/** Everything, for frames whose panels leave something out. */
const REST = '\0rest'

/** Whether the panels cover the frame to its last cell. */
function cover(panels: readonly Panel[], { width, height }: Frame): boolean {
  const covered = new Uint8Array(width * height)
  for (const { rect } of panels) {
    const left = Math.max(0, rect.x)
    const right = Math.min(width, rect.x + rect.width)
    for (let y = Math.max(0, rect.y); y < Math.min(height, rect.y + rect.height); y++) {
      if (left < right) covered.fill(1, y * width + left, y * width + right)
    }
  }
  return !covered.includes(0)
}

function areSame(a: readonly Panel[], b: readonly Panel[]): boolean {
  if (a.length !== b.length) return false
  return a.every(({ rect }, i) => {
    const other = b[i]?.rect
    return rect.x === other?.x && rect.y === other.y && rect.width === other.width && rect.height === other.height
  })
}

/**
 * blessed's screen without a terminal: frames go in, the bytes that bring the terminal from the last frame to this one
 * come out. One node of the screen for each panel.
 */
export class Canvas {
  readonly #program: PaintProgram
  readonly #screen: Screen
  readonly #drawing: Drawing
  readonly #panels = new Map<string, FramePanel>()
  /** What was last looked at for whether it covers its frame: the same panels do so again. */
  #looked: { readonly panels: readonly Panel[]; readonly width: number; readonly height: number } | undefined
  #covers = false

  /** @param select the sequence that selects a style on the terminal */
  constructor(columns: number, rows: number, unicode: boolean, select: (style: Style) => string) {
    this.#drawing = { columns, rows, unicode, changed: new ChangedCells(), pen: new Pen(select) }
    this.#program = new PaintProgram()
    this.#screen = new Screen({ program: this.#program })
  }

  get columns(): number {
    return this.#drawing.columns
  }

  get rows(): number {
    return this.#drawing.rows
  }

  /** Nodes that blessed keeps: one a panel, and one more where the panels leave something out. */
  get nodes(): number {
    return this.#screen.children.length
  }

  /** The bytes for a frame; empty if the terminal shows it already. */
  draw(frame: Frame, panels: readonly Panel[]): string {
    this.#drawing.changed.compare(frame)
    const gone = new Set(this.#panels.keys())
    const rest = { id: REST, rect: { x: 0, y: 0, width: frame.width, height: frame.height } }
    for (const { id, rect } of this.#isCovered(frame, panels) ? panels : [...panels, rest]) {
      gone.delete(id)
      const panel = this.#panels.get(id)
      if (panel === undefined) {
        this.#panels.set(id, new FramePanel(this.#screen, this.#drawing, frame, rect))
      } else {
        panel.frame = frame
        panel.rect = rect
      }
    }
    for (const id of gone) {
      this.#panels.get(id)?.destroy()
      this.#panels.delete(id)
    }
    this.#screen.render()
    return this.#program.take() + this.#drawing.pen.take()
  }

  #isCovered(frame: Frame, panels: readonly Panel[]): boolean {
    const { width, height } = frame
    const last = this.#looked
    if (last === undefined || last.width !== width || last.height !== height || !areSame(last.panels, panels)) {
      this.#looked = { panels, width, height }
      this.#covers = cover(panels, frame)
    }
    return this.#covers
  }

  /** Takes another size. The next frame is drawn on a cleared screen. */
  resize(columns: number, rows: number): void {
    this.#drawing.columns = columns
    this.#drawing.rows = rows
    this.repaint()
  }

  /** The next frame is drawn whole, on a cleared screen: who knows what the terminal shows. */
  repaint(): void {
    this.#drawing.changed.forget()
    this.#program.take()
    this.#screen.realloc()
  }

  /** Lets blessed take its listeners off the process. */
  destroy(): void {
    this.#screen.destroy()
    this.#program.take()
  }
}
