import { cpuMsOf, type ProcessId } from '../process.ts'
import type { RawSample } from '../sample.ts'
import type { ProcessRow } from '../snapshot.ts'
import { formatCount } from '../units.ts'
import { waitPlace } from '../wait-place.ts'
import { detectorKind, time } from './detector-kind.ts'

const NAMED = 2
/** So many things are named that they wait for. */
const PLACES_NAMED = 2

interface Stuck {
  readonly row: ProcessRow
  readonly sinceMs: number
  /** Processor time then: whoever has used more since is not stuck, only seen waiting each time. */
  readonly cpuMs: number | undefined
}

/** Processes in uninterruptible sleep (state D) for so long that what they wait for may never come. */
export const blocked = detectorKind(
  'blocked',
  'Processes in uninterruptible sleep (state D) that do not get on',
  { after: time(10_000, 'For so long; waiting for a disk takes less') },
  ({ after }) => {
    let waiting = new Map<ProcessId, Stuck>()
    return ({ sample, tasks, processes }) => {
      if ((tasks.blocked ?? 0) === 0) {
        if (waiting.size > 0) waiting = new Map()
        return undefined
      }
      const nowMs = sample.monotonicMs
      const before = waiting
      waiting = new Map()
      for (const row of processes) {
        if (row.record.state !== 'D') continue
        const cpuMs = cpuMsOf(row.record)
        const known = before.get(row.id)
        waiting.set(row.id, {
          row,
          cpuMs,
          sinceMs: known !== undefined && known.cpuMs === cpuMs ? known.sinceMs : nowMs,
        })
      }
      const stuck = [...waiting.values()].filter(({ sinceMs }) => nowMs - sinceMs >= after)
      const [first] = stuck.sort((a, b) => a.sinceMs - b.sinceMs)
      if (first === undefined) return undefined
      const count = stuck.length === 1 ? '1 process' : `${formatCount(stuck.length)} processes`
      const names = stuck.slice(0, NAMED).map(({ row }) => `${row.record.name} (${row.record.pid})`)
      const places = placesOf(stuck, sample.channels)
      const inPlaces = places === undefined ? '' : ` (${places})`
      const more = stuck.length > NAMED ? ' …' : ''
      return {
        severity: 'critical',
        forMs: nowMs - first.sinceMs,
        wordings: [
          `${count} stuck in D, waiting for ${places ?? 'a device or a server'}: ${names.join(', ')}${more}`,
          `${count} stuck in D${inPlaces}: ${names.join(', ')}${more}`,
          `${count} stuck in D${inPlaces}`,
        ],
        advice:
          '{inspect} on one, then Threads: the kernel function it waits in; no signal ends it before that answers',
      }
    }
  },
)

/** What they wait for, what most wait for first; undefined where nobody may know. */
function placesOf(stuck: readonly Stuck[], channels: RawSample['channels']): string | undefined {
  const counts = new Map<string, number>()
  for (const { row } of stuck) {
    const channel = channels?.get(row.id)
    if (channel !== undefined) counts.set(waitPlace(channel), (counts.get(waitPlace(channel)) ?? 0) + 1)
  }
  const places = [...counts].sort(([, a], [, b]) => b - a).map(([place]) => place)
  if (places.length === 0) return undefined
  return places.length > PLACES_NAMED ? `${places.slice(0, PLACES_NAMED).join(', ')} …` : places.join(', ')
}
