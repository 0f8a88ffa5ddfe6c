import { increase } from '../rates.ts'
import type { CpuBound } from '../sample.ts'
import { formatCount, formatWholePct } from '../units.ts'
import { detectorKind, share, time } from './detector-kind.ts'
import { groupName } from './group-name.ts'
import { sustained } from './sustained.ts'

/** Of what it begins with, it goes on with so much. */
const GOES_ON = 0.5

interface Throttled {
  readonly bound: CpuBound
  /** Of the time: in such a part of the periods it was held up. */
  readonly pct: number | undefined
}

/** Control groups whose processes have used up their processor time before the period was over, and have to wait. */
export const throttled = detectorKind(
  'throttled',
  'Control groups that their limit of processor time holds up',
  { from: share(20, 'Share of the time'), after: time(5_000, 'For so long') },
  ({ from, after }) => {
    let known = new Map<string, Throttled>()
    return sustained(after, ({ sample }, lasting) => {
      known = new Map((sample.groups?.cpu ?? []).map(bound => [bound.path, next(known.get(bound.path), bound)]))
      const found = [...known.values()]
        .flatMap(({ bound, pct }) => (pct === undefined ? [] : [{ ...bound, pct }]))
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

/** Between two readings; as before where nothing was read since. */
function next(before: Throttled | undefined, bound: CpuBound): Throttled {
  if (before?.bound.readAtMs === bound.readAtMs) return before
  const elapsedMs = bound.readAtMs - (before?.bound.readAtMs ?? bound.readAtMs)
  const periods = increase(before?.bound.throttledPeriods, bound.throttledPeriods)
  if (elapsedMs <= 0 || periods === undefined) return { bound, pct: undefined }
  return { bound, pct: Math.min(100, (100 * periods * bound.periodMs) / elapsedMs) }
}
