import { quoted, wholeCommand } from '../inspect/identity-rows.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { App } from './app.ts'
import { LinesView, type ShownLine } from './overlays/lines-view.ts'
import { nameOf } from './whom.ts'

/**
 * Shows the whole command line of a process, an argument a line.
 *
 * @param copy puts a text on the clipboard
 */
export async function openWholeCommand(app: App, row: ProcessRow, copy: (text: string) => void): Promise<void> {
  // Who came into view just now may have none yet; of the past nothing can be found out any more.
  if (!app.timeline.isPast) await app.source.fill([row.id], new Set(['command']))
  const lines = commandLines(row)
  app.open(
    new LinesView({
      id: 'whole-command',
      key: app.keys.first('whole-command') ?? 'w',
      title: `command of ${nameOf(row)}`,
      lines: () => lines,
      copied: () => wholeCommand(row.facts),
      copy,
      say: text => app.say(text),
      keys: app.keys,
    }),
  )
}

function commandLines({ record, facts }: ProcessRow): ShownLine[] {
  const { args = [] } = facts
  if (args.length > 0) return args.map((text, i) => ({ label: String(i), text: text === '' ? quoted(text) : text }))
  const why = record.kernelThread ? 'a thread of the kernel has none' : 'it has none'
  return [{ label: '', text: `${facts.command === '' ? `[${record.name}]` : facts.command}: ${why}` }]
}
