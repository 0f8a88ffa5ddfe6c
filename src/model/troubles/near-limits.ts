import { pidOf } from '../process.ts'
import { indexOfPid } from '../row-of-pid.ts'
import type { NearLimit } from '../sample.ts'
import type { ProcessRow } from '../snapshot.ts'
import { formatBytes, formatCount, formatSpan, formatWholePct } from '../units.ts'
import { detectorKind, share } from './detector-kind.ts'

/** Of what it begins with, it goes on with so much. */
const GOES_ON = 15 / 16

const formatSeconds = (seconds: number): string => formatSpan(seconds * 1000)

/** What the limits are of, in words, and their amounts. */
const LIMITS: Readonly<Record<string, { readonly what: string; format(amount: number): string }>> = {
  NOFILE: { what: 'open files', format: formatCount },
  SIGPENDING: { what: 'pending signals', format: formatCount },
  CPU: { what: 'CPU time', format: formatSeconds },
  AS: { what: 'address space', format: formatBytes },
  DATA: { what: 'data', format: formatBytes },
  STACK: { what: 'stack', format: formatBytes },
  MEMLOCK: { what: 'locked memory', format: formatBytes },
}

/** Past its soft limit only processor time goes on, with a signal each second; else the limit was set below what is used. */
const PASSED = 'CPU'

interface Near extends NearLimit {
  readonly pct: number
  readonly row: ProcessRow
}

/** Processes that will soon be refused what they ask for. */
export const nearLimits = detectorKind(
  'limit-near',
  'Processes near one of their resource limits (open files, memory, CPU time …)',
  { from: share(80, 'Share of the soft limit in use', 50), critical: share(95, 'Share that is critical', 50) },
  ({ from, critical }) =>
    ({ sample, processes }, lasting) => {
      const found = (sample.limits ?? [])
        .flatMap(limit => nearOf(limit, processes))
        .filter(({ pct }) => pct >= from * (lasting ? GOES_ON : 1))
        .sort((a, b) => b.pct - a.pct)
      const [worst] = found
      if (worst === undefined) return undefined
      const others = new Set(found.map(({ id }) => id)).size - 1
      const more = others === 0 ? '' : ` · ${formatCount(others)} other${others === 1 ? '' : 's'} near a limit`
      const { what, format } = LIMITS[worst.name] ?? { what: worst.name, format: formatCount }
      const { name, pid } = worst.row.record
      const figure = formatWholePct(Math.floor(worst.pct))
      return {
        severity: worst.pct >= critical ? 'critical' : 'warning',
        wordings: [
          `${what} of ${name} (${pid}) at ${figure} of ${format(worst.soft)}${more}`,
          `${what} of ${name} (${pid}) at ${figure}`,
        ],
        advice: '{inspect} on it, then Limits, where Enter sets another; {sort-menu} sorts by LIMIT',
      }
    },
)

/** Of who is still there; what is unknown is near nothing. */
function nearOf(limit: NearLimit, processes: readonly ProcessRow[]): Near[] {
  const row = processes[indexOfPid(processes, pidOf(limit.id))]
  const { used, soft, name } = limit
  if (row?.id !== limit.id || !(soft > 0) || (used > soft && name !== PASSED)) return []
  return [{ ...limit, row, pct: (100 * used) / soft }]
}
