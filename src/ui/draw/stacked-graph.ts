import type { Area } from '../../terminal/frame.ts'
import type { Style } from '../../terminal/style.ts'
import { graphCell } from './spark.ts'

/** One of the parts that stand on top of each other. */
export interface GraphPart {
  readonly values: readonly (number | undefined)[]
  readonly style: Style
  /** Where cells are letters, what a whole one of this part is; `#` where it is not said. */
  readonly ascii?: string
}

/**
 * An area graph in braille of parts that add up, the first at the bottom: as `drawGraph`, its outline to scale. A cell
 * has one colour, that of the part with most of its dots, the lower one where two have as many. A part of which nothing
 * is known at all is none: the system does not tell it apart.
 */
export function drawStackedGraph(area: Area, all: readonly GraphPart[], maximum: number, unicode: boolean): void {
  const parts = all.filter(({ values }) => values.some(value => value !== undefined))
  const { width, height } = area
  const count = parts.length
  // With each sample every column is another: two lists for all of them, instead of two for each. Nor is anything taken
  // apart in here, which V8 does with three objects each time until it optimises that: a third of a screen's garbage.
  const left = new Int32Array(count)
  const right = new Int32Array(count)
  for (let x = 0; x < width; x++) {
    levels(left, parts, width * 2 - x * 2, maximum, height * 4)
    levels(right, parts, width * 2 - x * 2 - 1, maximum, height * 4)
    const mostLeft = left[count - 1] ?? 0
    const mostRight = right[count - 1] ?? 0
    for (let row = 0; row < height; row++) {
      const below = row * 4
      if (mostLeft <= below && mostRight <= below) break
      const part = parts[dominant(left, right, below)]
      const cell = graphCell(mostLeft - below, mostRight - below, unicode)
      const char = unicode || cell !== '#' ? cell : (part?.ascii ?? cell)
      if (part !== undefined) area.put(x, height - 1 - row, char, part.style)
    }
  }
}

/** Fills in how high each part reaches in dots, so many values before the end; nothing where any is unknown. */
function levels(out: Int32Array, parts: readonly GraphPart[], back: number, maximum: number, dots: number): void {
  let sum = 0
  for (let i = 0; i < parts.length; i++) {
    const values = parts[i]?.values ?? []
    const value = values[values.length - back]
    if (value === undefined) {
      out.fill(0)
      return
    }
    sum += Math.max(0, value)
    out[i] = Math.min(dots, Math.max(sum > 0 ? 1 : 0, Math.round((sum / maximum) * dots)))
  }
}

/** The part with most of the dots of a cell. @param below so many dots are below that cell */
function dominant(left: Int32Array, right: Int32Array, below: number): number {
  let best = 0
  let most = 0
  let from = 0
  for (let i = 0; i < left.length; i++) {
    const to = reach(left[i] ?? 0, below) + reach(right[i] ?? 0, below)
    if (to - from > most) {
      best = i
      most = to - from
    }
    from = to
  }
  return best
}

/** How many of a cell's four dots are below this level. */
function reach(level: number, below: number): number {
  return Math.max(0, Math.min(4, level - below))
}
