import { increase } from '../rates.ts'
import type { CpuBound } from '../sample.ts'
import { formatCount, formatWholePct } from '../units.ts'
import { detectorKind, share, time } from './detector-kind.ts'
import { groupName } from './group-name.ts'
import { sustained } from './sustained.ts'

/** The share is that of so long: from one look to the next it leaps. */
const LATELY_MS = 6_000
/** Of what it begins with, it goes on with so much. */
const GOES_ON = 0.5

/** Control groups whose processes have used up their processor time before the period was over, and have to wait. */
export const throttled = detectorKind(
  'throttled',
  'Control groups that their limit of processor time holds up',
  { from: share(20, 'Share of the time'), after: time(5_000, 'For so long') },
  ({ from, after }) => {
    let known = new Map<string, readonly CpuBound[]>()
    return sustained(after, ({ sample }, lasting) => {
      known = new Map((sample.groups?.cpu ?? []).map(bound => [bound.path, lately(known.get(bound.path), bound)]))
      const found = [...known.values()]
        .flatMap(readings => throttling(readings))
        .filter(({ pct }) => pct >= from * (lasting ? GOES_ON : 1))
        .sort((a, b) => b.pct - a.pct)
      const [worst] = found
      if (worst === undefined) return undefined
      const { path, processors, pct } = worst
      const limit = `${Number(processors.toFixed(2))} ${processors === 1 ? 'core' : 'cores'}`
      const more = found.length === 1 ? '' : ` · ${formatCount(found.length - 1)} more`
      const [name, short] = groupName(path)
      const figure = `throttled ${formatWholePct(pct)} of the time`
      return {
        severity: 'warning',
        wordings: [
          `${name} ${figure} by its CPU limit of ${limit}${more}`,
          `${short} ${figure} by its limit of ${limit}`,
          `${short} throttled ${formatWholePct(pct)}`,
        ],
        advice:
          '{inspect} on one of it shows its group and who sets the limit: cpu.max there, or CPUQuota= of a service',
      }
    })
  },
)

/** The readings of late, the newest last; of before a counter that stepped back there are none. */
function lately(before: readonly CpuBound[] = [], bound: CpuBound): readonly CpuBound[] {
  const last = before.at(-1)
  if (last?.readAtMs === bound.readAtMs) return before
  if (increase(last?.throttledPeriods, bound.throttledPeriods) === undefined) return [bound]
  return [...before.filter(({ readAtMs }) => bound.readAtMs - readAtMs <= LATELY_MS), bound]
}

/** In such a part of its periods it was held up; nothing of a group that was read once. */
function throttling(readings: readonly CpuBound[]): (CpuBound & { readonly pct: number })[] {
  const [first, last] = [readings[0], readings.at(-1)]
  const periods = increase(first?.throttledPeriods, last?.throttledPeriods)
  if (first === undefined || last === undefined || first === last || periods === undefined) return []
  const pct = (100 * periods * last.periodMs) / (last.readAtMs - first.readAtMs)
  return [{ ...last, pct: Math.min(100, pct) }]
}
