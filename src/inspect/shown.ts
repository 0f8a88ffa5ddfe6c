import { formatClock, formatDay, formatSpan } from '../model/units.ts'
import { knownValue } from './field.ts'
import { type Inspection, showPart } from './inspection.ts'
import type { Showing, Shown } from './part.ts'
import { partIds } from './parts.ts'
import { stateWord } from './words.ts'

const DAY_MS = 24 * 3600 * 1000

/** `8305 node · deploy · running · since 09:14 (3h 42m)`. */
export function inspectionTitle({ row: { record }, overview }: Inspection): string {
  const { startedAtMs, elapsedMs, user } = overview.identity
  const parts = [`${record.pid} ${record.name}`, knownValue(user)?.effective.name, stateWord(record)]
  if (startedAtMs !== undefined && elapsedMs !== undefined) {
    parts.push(`since ${since(startedAtMs, elapsedMs)} (${formatSpan(elapsedMs)})`)
  }
  return parts.filter(part => part !== undefined).join(' · ')
}

/** The time of day within the last day, else the day. */
function since(startedAtMs: number, elapsedMs: number): string {
  return elapsedMs < DAY_MS ? formatClock(startedAtMs).slice(0, 5) : formatDay(startedAtMs)
}

/** An inspection as it is shown, part by part. */
export function inspectionShown(inspection: Inspection, showing?: Showing): Shown[] {
  return partIds.map(id => showPart(id, inspection[id], inspection.look, showing))
}
