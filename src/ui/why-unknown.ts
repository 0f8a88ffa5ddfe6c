import { columnValue } from '../columns/column.ts'
import { whyUnknown } from '../columns/why-unknown.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { unknownParts } from '../model/unknown-parts.ts'
import type { Told } from '../sources/source.ts'
import type { App } from './app.ts'
import { LinesView, type ShownLine } from './overlays/lines-view.ts'
import { refusedFacts } from './refused-facts.ts'
import { nameOf } from './whom.ts'

/**
 * Says why there are dashes: in the row of a process, column by column, and in what is shown of the machine.
 *
 * @param row undefined where none is selected: then it is about the machine alone
 * @param copy puts a text on the clipboard
 */
export async function openWhyUnknown(
  app: App,
  row: ProcessRow | undefined,
  copy: (text: string) => void,
): Promise<void> {
  const lines = [...(row === undefined ? [] : await ofRow(app, row)), ...ofMachine(app)]
  app.open(
    new LinesView({
      id: 'why-unknown',
      key: app.keys.first('why-unknown') ?? '_',
      title: row === undefined ? 'what is unknown' : `what is unknown of ${nameOf(row)}`,
      lines: () => (lines.length > 0 ? lines : [{ label: '', text: 'nothing that is shown here is unknown' }]),
      copied: () => lines.map(({ label, text }) => `${label}: ${text}`).join('\n'),
      copy,
      say: text => app.say(text),
      keys: app.keys,
    }),
  )
}

/** Why the source tells this of nobody. */
function whyNotOf({ source }: App): (what: Told) => string | undefined {
  return what => source.whyNot?.(what)
}

async function ofRow(app: App, row: ProcessRow): Promise<ShownLine[]> {
  const { context, source, timeline } = app
  const columns = app.columns.placed.map(({ column }) => column)
  const unknown = columns.filter(column => columnValue(column, row, context) === undefined)
  const facets = new Set(unknown.flatMap(({ needs }) => needs))
  // Of the past nothing can be found out any more.
  const refusals = timeline.isPast ? new Map() : await refusedFacts(source.files, row.threadOf ?? row, facets)
  const circumstances = { context, whyNot: whyNotOf(app), refusals, oldListWhy: app.shown?.sample.oldList?.why }
  return unknown.flatMap(column => {
    const text = whyUnknown(column, row, circumstances)
    return text === undefined ? [] : [{ label: column.title, text }]
  })
}

function ofMachine(app: App): ShownLine[] {
  const { shown } = app
  if (shown === undefined) return []
  return unknownParts(shown).map(({ part, title, why }) => ({ label: title, text: whyNotOf(app)(part) ?? why }))
}
