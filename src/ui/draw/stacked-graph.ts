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
 * has one colour, that of the part with most of its dots, the lower one where two have as many.
 */
export function drawStackedGraph(area: Area, parts: readonly GraphPart[], maximum: number, unicode: boolean): void {
  const { width, height } = area
  const dots = height * 4
  for (let x = 0; x < width; x++) {
    const left = levels(parts, width * 2 - x * 2, maximum, dots)
    const right = levels(parts, width * 2 - x * 2 - 1, maximum, dots)
    const [mostLeft, mostRight] = [left.at(-1) ?? 0, right.at(-1) ?? 0]
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

/** How high each part reaches in dots, so many values before the end; nothing where any is unknown. */
function levels(parts: readonly GraphPart[], back: number, maximum: number, dots: number): number[] {
  let sum = 0
  const out: number[] = []
  for (const { values } of parts) {
    const value = values[values.length - back]
    if (value === undefined) return []
    sum += Math.max(0, value)
    out.push(Math.min(dots, Math.max(sum > 0 ? 1 : 0, Math.round((sum / maximum) * dots))))
  }
  return out
}

function dominant(left: readonly number[], right: readonly number[], below: number): number {
  const within = (levels: readonly number[], i: number): number => {
    const reach = (level: number): number => Math.max(0, Math.min(4, level - below))
    return reach(levels[i] ?? 0) - reach(i === 0 ? 0 : (levels[i - 1] ?? 0))
  }
  let [best, most] = [0, 0]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const count = within(left, i) + within(right, i)
    if (count > most) [best, most] = [i, count]
  }
  return best
}
