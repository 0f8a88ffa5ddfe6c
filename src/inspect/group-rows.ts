/** The rows on the control group that a process is in: what it runs in, what bounds it and how it fares. */
import { pressureOf } from '../model/limit-use.ts'
import { percent } from '../model/rates.ts'
import type { PressureLevels } from '../model/sample.ts'
import { formatBytes, formatCount, formatSpan, formatWholePct } from '../model/units.ts'
import { surroundingsText } from '../procfs/container.ts'
import type { CountedGroup, GroupCpu } from './control-group.ts'
import { type Field, known, knownValue, unknownText } from './field.ts'
import type { GroupBound } from './group-reader.ts'
import type { Overview } from './overview.ts'
import { asIs, row } from './rows.ts'
import type { SectionRow } from './section.ts'

export function groupRows({ cgroup, surroundings, group: { memory, cpu, pids } }: Overview): SectionRow[] {
  return [
    row(
      'Runs in',
      surroundings,
      found => surroundingsText(found) ?? 'no container, no unit',
      'container, kubernetes pod or systemd unit, by the name of its control group',
    ),
    row('Path', cgroup, asIs, 'path of its control group'),
    use(
      'Group memory',
      { of: memory.of, used: memory.usedBytes, max: memory.max, format: formatBytes },
      'what all of the group use, file cache too, of what they may',
    ),
    limit(
      'Slowed above',
      { of: memory.of, max: memory.high, format: formatBytes },
      'above this the group has to give memory back; version 2',
    ),
    use(
      'Group swap',
      { of: memory.of, used: memory.swapUsedBytes, max: memory.swapMax, format: formatBytes },
      'what all of the group have in swap',
    ),
    counted('Limit reached', memory.timesAtMax, times, 'how often its memory had to be given back at the limit'),
    counted('OOM kills', memory.oomKills, formatCount, 'processes of the group killed for lack of memory'),
    row('Stalls', memory.pressure, pressureText, 'share of the last 10 s in which some, or all, waited for memory'),
    limit(
      'Group CPU',
      { of: cpu.of, max: cpu.max, format: processors },
      'processors’ worth of time that all of the group may use',
    ),
    throttledRow(cpu),
    use(
      'Group tasks',
      { of: pids.of, used: pids.used, max: pids.max, format: formatCount },
      'processes and threads of the group, of what it may have',
    ),
  ]
}

interface Limit {
  /** The group that is counted. */
  readonly of: Field<CountedGroup>
  readonly max: Field<GroupBound>
  readonly format: (value: number) => string
}

interface Use extends Limit {
  readonly used: Field<number>
}

/** `212M of 512M, 41%`; where the limit is set on a group above: `212M; all of /a: 792M of 1.0G, 77%`; `0, none allowed`. */
function use(label: string, { of, used, max, format }: Use, about: string): SectionRow {
  if ('unknown' in used) return row(label, used, format, about)
  const group = knownValue(of)
  const whose = group === undefined || group.isOwn ? '' : ` in ${group.path}`
  const own = `${format(used.value)}${whose}`
  if ('unknown' in max) return row(label, known(`${own}, limit unknown: ${unknownText(max.unknown)}`), asIs, about)
  const { value, of: setOn, used: usedThere } = max.value
  if (value === 'unlimited') return row(label, known(`${own}, unlimited`), asIs, about)
  const isSame = setOn === group?.path
  if (value === 0) return row(label, known(`${own}, none allowed${isSame ? '' : ` by ${setOn}`}`), asIs, about)
  const pct = percent(isSame ? used.value : usedThere, value)
  const share = pct === undefined ? '' : `, ${formatWholePct(pct)}`
  const there = usedThere === undefined ? 'at most' : `${format(usedThere)} of`
  const text = isSame ? `${own} of ${format(value)}` : `${own}; all of ${setOn}: ${there} ${format(value)}`
  return { ...row(label, known(`${text}${share}`), asIs, about), tone: pct === undefined ? 'plain' : pressureOf(pct) }
}

/** `1.5 processors`, and the group above that it is set on. */
function limit(label: string, { of, max, format }: Limit, about: string): SectionRow {
  const counted = knownValue(of)
  const text = ({ value, of: setOn }: GroupBound): string => {
    if (value === 'unlimited') return 'unlimited'
    return `${format(value)}${counted?.isOwn === true && setOn === counted.path ? '' : `, set on ${setOn}`}`
  }
  return row(label, max, text, about)
}

/** A count that should be 0. */
function counted(label: string, field: Field<number>, format: (value: number) => string, about: string): SectionRow {
  const shown = row(label, field, format, about)
  return (knownValue(field) ?? 0) > 0 ? { ...shown, tone: 'warn' } : shown
}

function times(value: number): string {
  return value === 0 ? 'never' : `${formatCount(value)} ${value === 1 ? 'time' : 'times'}`
}

function processors(value: number): string {
  return `${Number(value.toFixed(2))} ${value === 1 ? 'processor' : 'processors'}`
}

function pressureText({ some, full }: PressureLevels): string {
  const all = full === undefined ? '' : `, all ${full.avg10}%`
  return `some ${some.avg10}%${all}`
}

function throttledRow({ periods, throttledPeriods, throttledMs }: GroupCpu): SectionRow {
  const all = knownValue(periods)
  const ms = knownValue(throttledMs)
  return counted(
    'Throttled',
    throttledPeriods,
    value => {
      if (value === 0) return 'never'
      const of = all === undefined ? '' : ` of ${formatCount(all)}`
      return `in ${formatCount(value)}${of} periods${ms === undefined ? '' : `, ${formatSpan(ms)} in all`}`
    },
    'how often its time was used up before the period was over',
  )
}
