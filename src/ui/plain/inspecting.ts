import { setTimeout as delay } from 'node:timers/promises'
import { readParts, showPart } from '../../inspect/inspection.ts'
import { Look } from '../../inspect/look.ts'
import type { Shown } from '../../inspect/part.ts'
import { type PartId, partIds, parts } from '../../inspect/parts.ts'
import { inspectionText } from '../../inspect/text.ts'
import { UserTasks } from '../../inspect/user-tasks.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import { onlyLinux } from '../../sources/only-linux.ts'
import type { Source } from '../../sources/source.ts'

/** Between the two looks that rates are measured over. */
const RATE_MS = 250

/** Which parts a word asks for: one by its name or the beginning of it, all for `all`; undefined for none. */
export function partsNamed(word: string): readonly PartId[] | undefined {
  const wanted = word.toLowerCase()
  if (wanted === 'all') return partIds
  const found = partIds.filter(id => wanted !== '' && id.startsWith(wanted))
  return found.length === 1 ? found : undefined
}

/** These parts of a process as `ntop inspect` has them; undefined where it has ended, a sentence where it may not be looked at. */
export async function inspectedText(
  source: Source,
  snapshot: Snapshot,
  row: ProcessRow,
  ids: readonly PartId[],
  width: number,
): Promise<string | undefined> {
  const { files, names } = source
  if (files === undefined) return `${onlyLinux('inspect')}.\n`
  const context = { snapshot, names, userTasks: new UserTasks(files), thorough: true }
  const rated = ids.filter(id => 'hasRates' in parts[id])
  const before = rated.length > 0 ? await readParts(new Look(files, row, context), rated) : undefined
  if (before !== undefined) await delay(RATE_MS)
  const look = new Look(files, row, context)
  const values = await readParts(look, ids, before)
  if (values === undefined) return undefined
  const shown: Shown[] = ids.map(id => showPart(id, values[id], look))
  const { pid, name } = row.record
  return inspectionText(`${pid} ${name}`, shown, width)
}
