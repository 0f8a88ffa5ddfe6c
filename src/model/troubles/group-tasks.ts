import { percent } from '../rates.ts'
import { formatCount, formatWholePct } from '../units.ts'
import { detectorKind, share } from './detector-kind.ts'
import { groupName } from './group-name.ts'

/** Of what it begins with, it goes on with so much. */
const GOES_ON = 15 / 16

/** Control groups that may soon start nothing any more. */
export const groupTasks = detectorKind(
  'group-tasks',
  'Control groups near the number of processes and threads that they may have',
  { from: share(80, 'Share in use', 50), critical: share(95, 'Share that is critical', 50) },
  ({ from, critical }) =>
    ({ sample }, lasting) => {
      const found = (sample.groups?.tasks ?? [])
        .flatMap(group => {
          const pct = percent(group.used, group.most)
          return pct === undefined || pct < from * (lasting ? GOES_ON : 1) ? [] : [{ ...group, pct }]
        })
        .sort((a, b) => b.pct - a.pct)
      const [worst] = found
      if (worst === undefined) return undefined
      const { path, most, pct } = worst
      const figure = formatWholePct(Math.floor(pct))
      const more = found.length === 1 ? '' : ` · ${formatCount(found.length - 1)} more`
      const [name, short] = groupName(path)
      return {
        severity: pct >= critical ? 'critical' : 'warning',
        wordings: [
          `${name} at ${figure} of the ${formatCount(most)} processes and threads that it may have${more}`,
          `${short} at ${figure} of ${formatCount(most)} processes`,
        ],
        advice: '{sort-menu} sorts by THR; pids.max there sets another, or TasksMax= of a service',
      }
    },
)
