import { formatWholePct } from '../units.ts'
import { detectorKind, share, time } from './detector-kind.ts'
import { sustained } from './sustained.ts'

const GOES_ON = 0.5

/** The host of this virtual machine runs others on the processors that it would have needed. */
export const steal = detectorKind(
  'steal',
  'The host of this virtual machine takes its processors away',
  {
    from: share(10, 'Share of the machine that is taken'),
    after: time(5_000, 'For so long'),
  },
  ({ from, after }) =>
    sustained(after, ({ cpu }, lasting) => {
      const pct = cpu?.total?.stealPct
      if (pct === undefined || pct < from * (lasting ? GOES_ON : 1)) return undefined
      return {
        severity: 'warning',
        wordings: [`the host takes ${formatWholePct(pct)} of CPU away (steal)`, `steal ${formatWholePct(pct)}`],
        advice: 'nothing here is to blame: the machine beneath has too much to do',
      }
    }),
)
