import { formatWholePct } from '../units.ts'
import { type DetectorKind, detectorKind, share } from './detector-kind.ts'
import type { Detector } from './trouble.ts'

interface Waiting {
  readonly of: 'memory' | 'io' | 'cpu'
  readonly what: string
  readonly advice: string
  /** Of the share that it begins with, it goes on with so much. */
  readonly goesOn: number
}

const FROM = 'Share of the last ten seconds in which some process waited'
const CRITICAL = 'Share in which none could run, which is critical'

/** Tasks held up for want of memory, disks or processors: Documentation/accounting/psi.rst. */
export const pressure: readonly DetectorKind[] = [
  detectorKind(
    'pressure-memory',
    'Processes wait for memory (PSI)',
    { from: share(10, FROM), critical: share(10, CRITICAL) },
    levels =>
      waiting(levels, {
        of: 'memory',
        what: 'memory is short',
        advice: '{sort-by-memory} sorts by memory, {growth} shows who grew',
        goesOn: 0.5,
      }),
  ),
  detectorKind(
    'pressure-io',
    'Processes wait for disks (PSI)',
    { from: share(40, FROM), critical: share(40, CRITICAL) },
    levels =>
      waiting(levels, {
        of: 'io',
        what: 'disks are too slow',
        advice: '{sort-menu} sorts by READ/s or WRITE/s',
        goesOn: 0.5,
      }),
  ),
  detectorKind('pressure-cpu', 'Processes wait for a processor (PSI)', { from: share(60, FROM) }, ({ from }) =>
    // That none could run means nothing of the processors of a whole machine.
    waiting(
      { from, critical: undefined },
      { of: 'cpu', what: 'processors are too few', advice: '{sort-by-cpu} sorts by CPU', goesOn: 2 / 3 },
    ),
  ),
]

/** @param levels of `some` and of `full`, in percent */
function waiting(
  { from, critical }: { readonly from: number; readonly critical: number | undefined },
  { of, what, advice, goesOn }: Waiting,
): Detector['look'] {
  return ({ pressure }, lasting) => {
    const levels = pressure?.[of]
    const some = levels?.some.avg10
    if (some === undefined || some < from * (lasting ? goesOn : 1)) return undefined
    const full = levels?.full?.avg10
    const isCritical = full !== undefined && critical !== undefined && full >= critical
    const figure = formatWholePct(some)
    return {
      severity: isCritical ? 'critical' : 'warning',
      wordings: [`${what}: some task waits ${figure} of the time`, `${what}: waiting ${figure}`],
      advice,
    }
  }
}
