import { commandParts } from '../../columns/command-parts.ts'
import { shownCommand } from '../../columns/shown-command.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import type { Area } from '../../terminal/frame.ts'
import { type Style, style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import { markMatch, paintText } from './paint-text.ts'

const PATH = style('commandPath')
const NAME = style('commandName')
const ARGS = style('commandArgs')
const KERNEL_THREAD = style('kernelThread')
const THREAD = style('good')
const DIM = style('dim')
const TROUBLE = style('warn')

/** A command as the table's column has it. */
export interface DrawnCommand {
  readonly row: ProcessRow
  /** As the column writes it. */
  readonly text: string
  readonly fullPath: boolean
  /** Whether the text may begin with other names of the program. */
  readonly mergeNames: boolean
  /** What was searched for. */
  readonly search: string
}

/**
 * Draws a command so that the program stands out from its directory and its arguments, and so does what an interpreter
 * runs; what was searched for is marked. The text is put down whole and its cells are coloured afterwards: no
 * character's marks come apart where two colours meet.
 */
export function drawCommand(area: Area, x: number, y: number, width: number, drawn: DrawnCommand): void {
  const { row, text, search } = drawn
  const { kernelThread, state } = row.record
  const shown = clip(text, width)
  area.put(x, y, shown, baseOf(row))
  const paint = (from: number, to: number, s: Style): void => paintText(area, x, y, shown, from, to, s)
  // Between its braces.
  if (row.threadOf !== undefined) paint(1, 1 + row.record.name.length, THREAD)
  else if (!kernelThread && state !== 'Z') {
    const { name, script, end } = commandParts(row, drawn.fullPath)
    const lead = drawn.mergeNames ? text.length - shownCommand(row, drawn.fullPath).length : 0
    paint(0, lead, NAME)
    paint(lead, lead + name.from, PATH)
    paint(lead + name.from, lead + name.to, NAME)
    if (script !== undefined) {
      paint(lead + script.from, lead + script.name.from, PATH)
      paint(lead + script.name.from, lead + script.name.to, NAME)
    }
    paint(lead + end, text.length, TROUBLE)
  }
  markMatch(area, x, y, shown, search)
}

function baseOf({ record, threadOf }: ProcessRow): Style {
  if (threadOf !== undefined || record.state === 'Z') return DIM
  return record.kernelThread ? KERNEL_THREAD : ARGS
}
