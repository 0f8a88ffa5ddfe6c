import { setTimeout as wait } from 'node:timers/promises'
import { clearMarks, type Measured, measureWorkingSet, type WorkingSet } from '../../control/working-set.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import { formatBytes, formatSpan } from '../../model/units.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import { Menu } from './menu.ts'
import type { Overlay } from './overlay.ts'

const SECONDS = [1, 5, 30]
const USUAL = 1

export interface WorkingSetAskOptions {
  readonly files: ProcessFiles
  open(overlay: Overlay): void
  say(text: string): void
  /** It has been measured. */
  found(workingSet: WorkingSet): void
}

/** Asks for how long, for it has a price, and says what came of it. */
export function askWorkingSet(row: ProcessRow, options: WorkingSetAskOptions): void {
  const { pid, name } = row.record
  options.open(
    new Menu({
      id: 'working-set',
      title: `working set of ${pid} ${name}`,
      about: [
        'Clears the marks of the pages it touched, and counts new ones.',
        'The kernel cannot tell for a while which of its pages are idle.',
      ],
      items: SECONDS.map(seconds => ({
        label: `${seconds} s`,
        detail: `what it touches within ${seconds === 1 ? 'a second' : `${seconds} seconds`}`,
        value: seconds,
      })),
      selected: USUAL,
      choose: seconds => void measure(row, seconds, options),
    }),
  )
}

async function measure(row: ProcessRow, seconds: number, { files, say, found }: WorkingSetAskOptions): Promise<void> {
  const { pid, name } = row.record
  say(`counting for ${seconds} s what ${pid} ${name} touches`)
  const measured = await measureWorkingSet(row.id, seconds * 1000, { files, clear: clearMarks, wait })
  say(textOf(measured, `${pid} ${name}`))
  if (isFound(measured)) found(measured)
}

function isFound(measured: Measured): measured is WorkingSet {
  return typeof measured === 'object' && 'bytes' in measured
}

function textOf(measured: Measured, whom: string): string {
  if (isFound(measured))
    return `${whom} touched ${formatBytes(measured.bytes)} within ${formatSpan(Math.round(measured.overMs / 1000) * 1000)}`
  if (measured === 'gone' || measured === 'reused') return `${whom} ended before its working set was known`
  if (measured === 'denied') return `not permitted on ${whom}: needs root or the same user`
  if (measured === 'locked') return `${whom} does not answer: its memory map is locked`
  return `working set of ${whom}: ${measured.failed}`
}
