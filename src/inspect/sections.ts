import { formatClock, formatSpan } from '../model/units.ts'
import { knownValue } from './field.ts'
import { identitySection } from './identity-section.ts'
import type { Inspection } from './inspection.ts'
import { limitsSection } from './limits-section.ts'
import { memorySection } from './memory-section.ts'
import type { Section } from './section.ts'
import { usageSection } from './usage-section.ts'
import { formatDay, stateWord } from './words.ts'

const DAY_MS = 24 * 3600 * 1000

/** `8305 node · deploy · running · since 09:14 (3h 42m)`. */
export function inspectionTitle({ row: { record }, identity }: Inspection): string {
  const { startedAtMs, elapsedMs, user } = identity
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

/** An inspection as sections of rows, in the order in which one looks: memory, limits, usage, identity. */
export function inspectionSections(inspection: Inspection): Section[] {
  const isRoots = knownValue(inspection.identity.user)?.real.id === 0
  return [
    memorySection(inspection.memory),
    limitsSection(inspection.limits, isRoots),
    usageSection(inspection.usage),
    identitySection(inspection),
  ]
}
