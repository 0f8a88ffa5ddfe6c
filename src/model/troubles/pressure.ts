import type { PressureLevels } from '../sample.ts'
import { formatWholePct } from '../units.ts'
import type { Detector } from './trouble.ts'

interface Kind {
  readonly of: 'memory' | 'io' | 'cpu'
  readonly what: string
  readonly advice: string
  /** Share of the last ten seconds in which somebody was held up (`some`), and from which on it goes on. */
  readonly beginsPct: number
  readonly goesOnPct: number
  /** From such a share in which nobody could run (`full`) it is critical. */
  readonly criticalPct: number
}

const KINDS: readonly Kind[] = [
  {
    of: 'memory',
    what: 'memory is short',
    advice: 'M sorts by memory, D shows who grew',
    beginsPct: 10,
    goesOnPct: 5,
    criticalPct: 10,
  },
  {
    of: 'io',
    what: 'disks are too slow',
    advice: 'sort by READ/s or WRITE/s: F6',
    beginsPct: 40,
    goesOnPct: 20,
    criticalPct: 40,
  },
  {
    of: 'cpu',
    what: 'processors are too few',
    advice: 'P sorts by CPU',
    beginsPct: 60,
    goesOnPct: 40,
    criticalPct: 101,
  },
]

/** Tasks held up for want of memory, disks or processors: Documentation/accounting/psi.rst. */
export const pressure: readonly Detector[] = KINDS.map(kind => ({
  id: `pressure-${kind.of}`,
  look(snapshot, lasting) {
    const levels: PressureLevels | undefined = snapshot.pressure?.[kind.of]
    const some = levels?.some.avg10 ?? 0
    const full = levels?.full?.avg10 ?? 0
    if (some < (lasting ? kind.goesOnPct : kind.beginsPct)) return undefined
    const share = formatWholePct(some)
    return {
      severity: full >= kind.criticalPct ? 'critical' : 'warning',
      wordings: [`${kind.what}: some task waits ${share} of the time`, `${kind.what}: waiting ${share}`],
      advice: kind.advice,
    }
  },
}))
