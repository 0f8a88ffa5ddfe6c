import { sinceWhen, type Trouble } from '../model/troubles/trouble.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'

const TRUE = style('troubleText', 'default', BOLD)
const OVER = style('dim')

const MARK = ' ! '
const SEPARATOR = ' · '

/**
 * What is wrong in a row of its own, the worst first, in as long sentences as fit; dim what was true a moment ago. Of what
 * finds no room it is told how many there are.
 */
export function drawTroubleLine(area: Area, troubles: readonly Trouble[]): void {
  const [worst, ...others] = troubles
  if (worst === undefined) return
  let x = area.put(0, 0, MARK, lookOf(worst))
  x = area.put(x, 0, troubleSentence(worst, area.width - x - moreWidth(others.length)), lookOf(worst))
  let left = others.length
  for (const other of others) {
    const sentence = fitting(other, area.width - x - SEPARATOR.length - moreWidth(left - 1))
    if (sentence === undefined) break
    x = area.put(area.put(x, 0, SEPARATOR, OVER), 0, sentence, lookOf(other))
    left--
  }
  if (left > 0) area.putRight(area.width, 0, more(left), OVER)
}

function lookOf({ overForMs }: Trouble) {
  return overForMs === undefined ? TRUE : OVER
}

function more(count: number): string {
  return ` +${count} `
}

function moreWidth(count: number): number {
  return count > 0 ? more(count).length : 0
}

/** The longest sentence that fits, with how long it lasts. */
function fitting(trouble: Trouble, width: number): string | undefined {
  const since = sinceWhen(trouble)
  return trouble.wordings.map(wording => wording + since).find(sentence => cellWidth(sentence) <= width)
}

/** How long it lasts gives way after words that can be spared, and before what it is. */
export function troubleSentence(trouble: Trouble, width: number): string {
  return fitting(trouble, width) ?? clip(trouble.wordings.at(-1) ?? '', width)
}
