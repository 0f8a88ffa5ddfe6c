import { sinceWhen, type Trouble } from '../model/troubles/trouble.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'

const TRUE = style('troubleText', 'default', BOLD)
const OVER = style('dim')

const MARK = ' ! '

/** The worst trouble in a row of its own, as long a sentence as fits; dim where it was true a moment ago. */
export function drawTroubleLine(area: Area, [worst]: readonly Trouble[]): void {
  if (worst === undefined) return
  const look = worst.overForMs === undefined ? TRUE : OVER
  const x = area.put(0, 0, MARK, look)
  area.put(x, 0, troubleSentence(worst, area.width - x), look)
}

/** How long it lasts gives way after words that can be spared, and before what it is. */
export function troubleSentence(trouble: Trouble, width: number): string {
  const since = sinceWhen(trouble)
  const shortest = trouble.wordings.at(-1) ?? ''
  const dated = trouble.wordings.map(wording => wording + since)
  return dated.find(sentence => cellWidth(sentence) <= width) ?? clip(shortest, width)
}
