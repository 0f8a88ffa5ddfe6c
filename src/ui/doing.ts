import { type Deed, type Outcome, outcomeReason, outcomeText } from '../control/outcome.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { formatCount } from '../model/units.ts'
import { Slices } from '../sources/slices.ts'
import { cellWidth } from '../terminal/width.ts'
import type { Overlay } from './overlays/overlay.ts'
import { Report, type ReportRow } from './overlays/report.ts'
import { Working } from './overlays/working.ts'
import { countText, nameOf } from './whom.ts'

/** Longer work says after this long how far it is, and again each time. */
const TELL_MS = 300

/** How it went with one. */
export interface Done {
  readonly outcome: Outcome
  readonly deed: Deed
  /** What there is to say of it, where that is not the usual sentence. */
  readonly text?: string
  /** What the process has now, to go on after "now has". */
  readonly has?: string
}

/** Something that is done to one process or to several, one after the other. */
export interface Doing {
  /** `send TERM`: the heading where each is told of by itself. */
  readonly title: string
  one(row: ProcessRow): Done | Promise<Done>
  /**
   * What to say when all went well with several; undefined where each is to be told of.
   *
   * @param whom how many
   * @param has what all of them have now; undefined where that is not one and the same
   */
  all(whom: string, has: string | undefined): string | undefined
}

/** Where it is told how things went. */
export interface Telling {
  /** Cells that a sentence has. */
  room(): number
  say(text: string): void
  open(overlay: Overlay): void
  close(id: string): void
}

/**
 * Does it to each, and tells how it went: in one sentence, or where not all went well in a list. What takes long can be
 * stopped. Resolves to what became of each; of those that were not come to, undefined.
 */
export async function doToAll(
  rows: readonly ProcessRow[],
  doing: Doing,
  { room, say, open, close }: Telling,
): Promise<readonly (Done | undefined)[]> {
  const all: Done[] = []
  const slices = new Slices()
  const working = new Working(doing.title, rows.length)
  let toldAtMs = performance.now()
  let isOpen = false
  for (const row of rows) {
    if (working.stopped) break
    all.push(await doing.one(row))
    const pause = slices.pause()
    if (pause !== undefined) await pause
    if (rows.length === 1 || performance.now() - toldAtMs < TELL_MS) continue
    toldAtMs = performance.now()
    working.tell(all.length)
    open(working)
    isOpen = true
  }
  if (isOpen) close(working.id)
  const text = rows.length === 1 ? oneText(all[0], room()) : allText(rows, all, doing)
  if (text !== undefined) say(text)
  else if (rows.length > 0) open(reportOn(rows, all, doing))
  return all
}

/** Of what went wrong the end of the sentence tells the reason: where that is cut off there is none. */
function oneText(done: Done | undefined, room: number): string | undefined {
  if (done === undefined) return undefined
  const text = done.text ?? outcomeText(done.outcome, done.deed)
  return done.outcome === 'done' || cellWidth(text) <= room ? text : undefined
}

function allText(rows: readonly ProcessRow[], all: readonly Done[], doing: Doing): string | undefined {
  if (all.length < rows.length || all.some(({ outcome }) => outcome !== 'done')) return undefined
  const has = new Set(all.map(done => done.has))
  return doing.all(countText(rows), has.size === 1 ? all[0]?.has : undefined)
}

/** Those that failed first. */
function reportOn(rows: readonly ProcessRow[], all: readonly Done[], { title }: Doing): Report {
  const lines = rows.map((row, i) => reportRow(row, all[i]))
  const failed = lines.filter(line => line.failed)
  const count =
    failed.length === 0 || rows.length === 1
      ? ''
      : `: ${formatCount(failed.length)} of ${formatCount(lines.length)} failed`
  return new Report(`${title}${count}`, [...failed, ...lines.filter(line => !line.failed)])
}

function reportRow(row: ProcessRow, done: Done | undefined): ReportRow {
  const name = nameOf(row)
  if (done === undefined) return { name, text: 'left as it was: stopped before', failed: true }
  const { outcome, deed, has } = done
  if (outcome === 'done' && has !== undefined) return { name, text: `now has ${has}`, failed: false }
  return { name, text: outcomeReason(outcome, deed), failed: outcome !== 'done' }
}
