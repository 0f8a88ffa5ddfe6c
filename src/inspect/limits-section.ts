import { pressureOf } from '../model/limit-use.ts'
import { formatBytes, formatCount, formatSpan, formatWholePct } from '../model/units.ts'
import { type LimitName, type LimitUnit, RLIMITS } from '../procfs/pid-limits.ts'
import { type Field, knownValue, part, unknownText } from './field.ts'
import { type InspectedLimit, type Limits, readLimits, useIsUntold } from './limits.ts'
import type { Part } from './part.ts'
import { DASH, type RowTone, type Section, type SectionRow } from './section.ts'

/** What these bound is a wish for a priority: having reached it is no trouble. */
const HARMLESS: ReadonlySet<LimitName> = new Set(['RLIMIT_NICE', 'RLIMIT_RTPRIO'])

export const limitsPart: Part<Limits> = {
  title: 'Limits',
  read: look => readLimits(look),
  // Root's processes may exceed the number of processes.
  show: (limits, { status }) => limitsSection(limits, knownValue(part(status, s => s.uid?.real)) === 0),
}

function limitsSection(limits: Limits, unbound: boolean): Section {
  const rows = limits.all.map(limit => limitRow(limit, limits, unbound))
  return { title: 'Limits', kind: 'figures', rows, parts: [] }
}

function limitRow(limit: InspectedLimit, limits: Limits, unbound: boolean): SectionRow {
  const { name, soft, hard, unit, used, usedPct } = limit
  const label = name.replace('RLIMIT_', '')
  const harmless = HARMLESS.has(name) || (unbound && name === 'RLIMIT_NPROC')
  const bounds = {
    label,
    detail: boundsText(soft, hard, unit),
    about: aboutOf(limit, limits, unbound),
    ...settable(limit),
    ...(usedPct === undefined ? {} : { barPct: usedPct }),
  }
  if ('unknown' in used) {
    const reason = useIsUntold(name) ?? unknownText(used.unknown)
    return { ...bounds, value: DASH, tone: 'dim', unknown: reason }
  }
  const tone: RowTone = harmless || usedPct === undefined ? 'plain' : pressureOf(usedPct)
  return { ...bounds, value: amount(used.value, unit), tone }
}

function settable({ name, used }: InspectedLimit): Pick<SectionRow, 'limit'> {
  const kind = RLIMITS.find(limit => limit.name === name)
  return kind === undefined ? {} : { limit: { kind, used: knownValue(used) } }
}

/** `87%`, or nothing where there is no whole. */
export function shareText(row: SectionRow): string {
  return row.barPct === undefined ? '' : formatWholePct(row.barPct)
}

/** `of 1,024 soft · 4,096 hard`; without a soft limit the hard one is none either. */
function boundsText(soft: Bound, hard: Bound, unit: LimitUnit): string {
  const [least, most] = [boundText(soft, unit), boundText(hard, unit)]
  if (least === 'unlimited') return least
  if (least === most) return `of ${least} soft and hard`
  return `of ${least} soft · ${most}${most === 'unlimited' ? '' : ' hard'}`
}

type Bound = Field<number | 'unlimited'>

function boundText(field: Bound, unit: LimitUnit): string {
  if ('unknown' in field) return 'unknown'
  return field.value === 'unlimited' ? field.value : amount(field.value, unit)
}

function amount(value: number, unit: LimitUnit): string {
  if (unit === 'bytes') return formatBytes(value)
  if (unit === 'seconds') return formatSpan(value * 1000)
  return unit === 'microseconds' ? `${formatCount(value)}µs` : formatCount(value)
}

function aboutOf({ name, used }: InspectedLimit, limits: Limits, unbound: boolean): string {
  const about = RLIMITS.find(limit => limit.name === name)?.about ?? ''
  if (name === 'RLIMIT_NPROC' && unbound) return `${about} Root is not bound by it.`
  const open = knownValue(limits.descriptors)
  if (name === 'RLIMIT_NOFILE' && open !== undefined) {
    const above = open - (knownValue(used) ?? open)
    return `${about} ${formatCount(open)} are open${above === 0 ? '' : `, ${formatCount(above)} of them above it`}.`
  }
  // A nice value of −20 … 19 counts as 40 … 1.
  if (name === 'RLIMIT_NICE' && 'value' in used) return `${about} Nice ${20 - used.value} counts as ${used.value}.`
  return about
}
