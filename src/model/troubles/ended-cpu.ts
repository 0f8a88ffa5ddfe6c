import type { EndedCpu, EndedUnder, Snapshot } from '../snapshot.ts'
import { formatCount, formatWholePct } from '../units.ts'
import { detectorKind, share } from './detector-kind.ts'

/** Of what it begins with, it goes on with so much. */
const GOES_ON = 0.6
/** The machine's times come in ticks: what is less than two of each core is no use. */
const TWO_TICKS_MS = 20
/** Parents beside the largest are counted where they had this much of the machine of late, and of what the largest had. */
const OTHERS_PCT = 1
const OTHERS_SHARE = 0.2
/** From so many on the list of parents may have been cut. */
const MANY_OTHERS = 7

/** Processor time of processes that come and go, of which a table of processes shows nothing. */
export const endedCpu = detectorKind(
  'ended-cpu',
  'Processor time of processes that come and go, of which a table of processes shows nothing',
  { from: share(5, 'Share of the machine') },
  ({ from }) =>
    (snapshot, lasting) => {
      const goesOnPct = from * GOES_ON
      const { endedCpu: ended, tasks } = snapshot
      if (ended === undefined) return undefined
      const { pct, recentPct } = amount(ended)
      const noisePct = (TWO_TICKS_MS / ended.recentMs) * 100
      const leastPct = Math.max(lasting ? goesOnPct : from, noisePct)
      // What was much of late and is nothing now is over.
      if (recentPct < leastPct || pct < goesOnPct) return undefined
      const advice = '{tree} shows whose children they are; {inspect} on that one has its command and its parents'
      return { severity: 'warning', wordings: wordings(ended, pct, tasks.forksPerSec), advice }
    },
)

/** Of everyone's who ended, else of those who were waited for. */
function amount({ all, under }: EndedCpu): { readonly pct: number; readonly recentPct: number } {
  if (all !== undefined) return all
  return {
    pct: under.reduce((sum, { pct }) => sum + pct, 0),
    recentPct: under.reduce((sum, { recentPct }) => sum + recentPct, 0),
  }
}

function wordings({ all, under }: EndedCpu, pct: number, forksPerSec: Snapshot['tasks']['forksPerSec']) {
  const figure = `${all === undefined ? 'at least ' : ''}${formatWholePct(pct)}`
  const forks = forksPerSec === undefined ? '' : `, ${formatCount(forksPerSec)} forks/s`
  const [first] = under
  const parent = first === undefined ? '' : `, under ${first.name} (${first.pid})${others(under)}`
  const culprit = first === undefined ? ' processes' : `: ${first.name} (${first.pid})`
  return [
    `${figure} of CPU by processes that already ended${forks}${parent}`,
    `${figure} of CPU by ended processes${forks}${parent}`,
    `${figure} of CPU by ended processes${parent}`,
    `${figure} CPU by ended${culprit}`,
  ] as const
}

/** How many others had a good part in it. */
function others([first, ...rest]: readonly EndedUnder[]): string {
  const leastPct = Math.max(OTHERS_PCT, OTHERS_SHARE * (first?.recentPct ?? 0))
  const count = rest.filter(({ recentPct }) => recentPct >= leastPct).length
  if (count === 0) return ''
  return count >= MANY_OTHERS ? ' and others' : ` and ${count} ${count === 1 ? 'other' : 'others'}`
}
