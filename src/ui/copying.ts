import { type ColumnContext, columnValue } from '../columns/column.ts'
import { wholeCommand } from '../inspect/identity-rows.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { formatCount } from '../model/units.ts'
import { clip } from '../terminal/width.ts'
import type { App } from './app.ts'
import { Menu } from './overlays/menu.ts'
import type { Placed } from './table.ts'
import { toClipboard } from './to-clipboard.ts'
import { whomText } from './whom.ts'

type Part = 'pid' | 'command' | 'row'

const PARTS: readonly Part[] = ['pid', 'command', 'row']
/** Cells of what would be copied that the menu shows. */
const PREVIEW = 48

/**
 * Asks what of these processes is to go to the clipboard, and puts it there, a line each.
 *
 * @param copy puts a text on the clipboard
 */
export function openCopyMenu(app: App, rows: readonly ProcessRow[], copy: (text: string) => void): void {
  const [only, ...others] = rows
  if (only === undefined) return
  const { placed } = app.columns
  app.open(
    new Menu<Part>({
      id: 'copy',
      title: `copy of ${whomText(rows)}`,
      items: PARTS.map(part => ({
        label: part,
        detail: others.length > 0 ? '' : clip(partOf(only, part, placed, app.context), PREVIEW),
        key: part.charAt(0),
        keys: part.charAt(0),
        value: part,
      })),
      choose: part => app.opening(copyAll(app, rows, part, copy)),
    }),
  )
}

async function copyAll(app: App, rows: readonly ProcessRow[], part: Part, copy: (text: string) => void): Promise<void> {
  const { placed, needs } = app.columns
  // Who is not in view may have nothing filled in; of the past nothing can be found out any more.
  const wanted = new Set<Facet>(part === 'row' ? [...needs, 'command'] : part === 'command' ? ['command'] : [])
  const ids = rows.map(row => row.id)
  if (!app.timeline.isPast) await app.source.fill(ids, wanted)
  const texts = rows.map(row => partOf(row, part, placed, app.context))
  const [only = '', ...others] = texts
  const shown = others.length === 0 ? only : `${formatCount(texts.length)} ${part}s`
  app.say(toClipboard(texts.join('\n'), shown, copy))
}

function partOf(row: ProcessRow, part: Part, placed: readonly Placed[], context: ColumnContext): string {
  if (part === 'pid') return String(row.record.pid)
  return part === 'command' ? wholeCommand((row.threadOf ?? row).facts) : rowText(row, placed, context)
}

/** The columns that are shown, none of them cut off. */
function rowText(row: ProcessRow, placed: readonly Placed[], context: ColumnContext): string {
  return placed
    .map(({ column }) => {
      const value = columnValue(column, row, context)
      return value === undefined ? '–' : column.format(value, context, row)
    })
    .join(' ')
}
