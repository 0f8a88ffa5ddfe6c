import { findGrouping } from '../columns/grouping.ts'
import { findColumn } from '../columns/index.ts'
import type { Actions, Command } from '../commands/command.ts'
import { keyLabel } from '../commands/key-label.ts'
import type { RowOrder } from '../model/row-order.ts'
import { formatCount } from '../model/units.ts'
import type { View } from '../model/view.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import type { Hits } from './hits.ts'
import type { TablePlace } from './living-place.ts'

const KEY = style('accent', 'default', BOLD)
const TITLE = style('footerText')
const OFF = style('dim')
const MESSAGE = style('accent')
const STATUS = style('label')

export interface Hint {
  readonly key: string
  readonly title: string
  readonly off: boolean
  run(): void
}

/** Cells of the row beside what was just said. */
export const MESSAGE_MARGIN = 3
/** So many things that one may do next are told before what the table shows. */
const LEAST_HINTS = 3

/** The commands that the footer of the main screen offers, in the order in which they give way. */
const MAIN = ['inspect', 'kill', 'search', 'filter', 'help', 'sort-by-memory', 'sort-menu', 'user', 'quit', 'setup']

export function mainHints(commands: readonly Command[], actions: Actions): Hint[] {
  return MAIN.flatMap(id => {
    const command = commands.find(candidate => candidate.id === id)
    const key = command?.keys[0]
    if (command === undefined || key === undefined) return []
    const off = command.unavailable?.(actions) !== undefined
    return [{ key, title: command.titleNow?.(actions) ?? command.title, off, run: () => command.run(actions, key) }]
  })
}

function hintWidth({ key, title }: Hint, unicode: boolean): number {
  return cellWidth(keyLabel(key, unicode)) + 1 + cellWidth(title)
}

/** The parts that fit; the first ones give way. */
function fittingStatus(parts: readonly string[], room: number, separator: string): string {
  for (let from = 0; from < parts.length; from++) {
    const status = parts.slice(from).join(separator)
    if (cellWidth(status) <= room) return status
  }
  return ''
}

/**
 * What the table shows, in words; what can be seen anyway comes first, for that gives way.
 *
 * @param place where the selection is
 * @param swept what there is to say of figures that are found out little by little
 */
export function tableStatus(view: View, place: TablePlace, { groups }: RowOrder, swept: readonly string[]): string[] {
  const grouping = findGrouping(view.group)
  const parts = [
    `${view.tree ? 'tree ' : grouping === undefined ? '' : `${grouping.many} `}by ${findColumn(view.sort.columnId)?.title ?? view.sort.columnId}`,
    view.user ?? 'all users',
  ]
  if (view.filter !== '') parts.push(`filter ${view.filter}`)
  if (!view.containers) parts.push('no containers')
  if (view.pids !== undefined) parts.push(`${view.pids.size} ${view.pids.size === 1 ? 'pid' : 'pids'}`)
  parts.push(...swept)
  if (view.tagged.size > 0) parts.push(`${formatCount(view.tagged.size)} tagged`)
  if (groups !== undefined) {
    const members = groups.reduce((sum, group) => sum + group.members.length, 0)
    parts.push(`${formatCount(groups.length)} ${groups.length === 1 ? 'group' : 'groups'} of ${formatCount(members)}`)
  }
  parts.push(place.count === 0 ? '0/0' : `${place.index + 1}/${place.count}`)
  return parts
}

/** The last row: what one may do next, or what was just said; at the right what the table shows. */
export function drawFooter(
  area: Area,
  footer: { readonly hints: readonly Hint[]; readonly message: string; readonly status: readonly string[] },
  hits: Hits,
  unicode: boolean,
): void {
  const { hints, message } = footer
  const left =
    message === ''
      ? hints.slice(0, LEAST_HINTS).reduce((width, hint) => width + hintWidth(hint, unicode) + 2, 0)
      : cellWidth(message) + 2
  const status = fittingStatus(footer.status, area.width - left - MESSAGE_MARGIN, unicode ? ' · ' : ' | ')
  const room = area.width - cellWidth(status) - MESSAGE_MARGIN
  area.putRight(area.width - 1, 0, status, STATUS)
  if (message !== '') {
    area.put(1, 0, clip(message, room), MESSAGE)
    return
  }
  let x = 1
  for (const hint of hints) {
    const key = keyLabel(hint.key, unicode)
    const width = hintWidth(hint, unicode)
    if (x + width > room) break
    const start = x
    x = area.put(x, 0, key, hint.off ? OFF : KEY)
    x = area.put(x + 1, 0, hint.title, hint.off ? OFF : TITLE)
    hits.add({ x: area.rect.x + start, y: area.rect.y, width, height: 1 }, hint.run)
    x += 2
  }
}
