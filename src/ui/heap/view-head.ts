/** What stands above the pages of a live heap: whose it is, what goes on in it because of us, and what is waited for. */
import type { ProcessRow } from '../../model/snapshot.ts'
import { formatSpan } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'
import { nameOf } from '../whom.ts'
import type { Live } from './live.ts'
import { runtimeText } from './names.ts'

const TITLE = style('title', 'default', BOLD)
const LABEL = style('label')
const DIM = style('dim')
const BAD = style('bad', 'default', BOLD)
const BADGE = style('warn', 'default', BOLD)
const WAITING = style('accent')

/** `8305 node · live heap of Node 20.11.1 · attached 3m 12s ago`, or how that ended. */
export function drawHead(
  area: Area,
  row: ProcessRow,
  { live, badge }: { readonly live: Live; readonly badge: string | undefined },
  unicode: boolean,
): void {
  const { ended, session, detection } = live
  const sign = badge === undefined || ended !== undefined ? '' : `${unicode ? '●' : '*'} ${badge}`
  const end = area.width - 1 - (sign === '' ? 0 : cellWidth(sign) + 2)
  const { runtime, version } = session ?? detection
  let x = area.put(1, 0, clip(`${nameOf(row)} `, end), TITLE)
  x = area.put(x, 0, clip(`· live heap of ${runtimeText(runtime, version)} `, end - x), LABEL)
  const state = ended === undefined ? stateText(live) : `ended: ${ended}: last values`
  area.put(x, 0, clip(`· ${state}`, end - x), ended === undefined ? DIM : BAD)
  area.putRight(area.width - 1, 0, sign, BADGE)
}

function stateText({ session, attachedAtMs }: Live): string {
  return session === undefined ? 'attaching …' : `attached ${formatSpan(Math.max(0, Date.now() - attachedAtMs))} ago`
}

/** `waiting for objects by type, at its next safe point … 3s` */
export function drawWaiting(area: Area, { waiting, detection }: Live): void {
  if (waiting === undefined) return
  const { what, sinceMs, told } = waiting
  // Python answers between two steps of its own: one that takes long keeps us waiting as well.
  const where = detection.runtime === 'python' ? ', at its next safe point' : ''
  const since = formatSpan(performance.now() - sinceMs)
  const text = `waiting for ${what}${where} … ${told === '' ? since : `${told}, ${since}`}`
  area.put(0, 0, clip(text, area.width), WAITING)
}
