import { residentBytes } from '../../model/process.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import { formatBytes, formatClock, formatSpan } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, heatOf, type Style, style } from '../../terminal/style.ts'

const TITLE = style('title', 'default', BOLD)
const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')

/** `8305 node · deploy · running · since 09:14 (3h 42m)`, or when it ended. */
export function drawTitle(
  area: Area,
  row: ProcessRow,
  snapshot: Snapshot,
  { ended, hasValues }: { readonly ended: string | undefined; readonly hasValues: boolean },
): void {
  const { record, facts } = row
  let x = area.put(1, 0, `${record.pid} ${record.name}`, TITLE)
  const say = (text: string, s: Style): void => {
    if (x + text.length + 3 > area.width) return
    x = area.put(area.put(x, 0, ' · ', DIM), 0, text, s)
  }
  if (facts.user !== undefined) say(facts.user, TEXT)
  if (ended !== undefined) {
    say(`ended ${ended}${hasValues ? ': these are its last values' : ''}`, style('bad', 'default', BOLD))
    return
  }
  if (row.cpuPct !== undefined) say(`cpu ${row.cpuPct.toFixed(1)}%`, heatOf(Math.min(100, row.cpuPct)))
  if (!record.kernelThread) say(`res ${formatBytes(residentBytes(record))}`, TEXT)
  const boot = snapshot.host.bootAtMs
  if (boot !== undefined) {
    const startMs = boot + record.startMs
    say(`since ${formatClock(startMs)} (${formatSpan(Math.max(0, snapshot.atMs - startMs))})`, LABEL)
  }
}
