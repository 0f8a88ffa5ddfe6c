import type { ProcessId } from '../process.ts'
import type { ProcessRow } from '../snapshot.ts'
import { formatCount } from '../units.ts'
import { detectorKind, time } from './detector-kind.ts'

const NAMED = 2

interface Stuck {
  readonly row: ProcessRow
  readonly sinceMs: number
  /** Processor time then: whoever has used more since is not stuck, only seen waiting each time. */
  readonly cpuMs: number
}

/** Processes in uninterruptible sleep (state D) for so long that what they wait for may never come. */
export const blocked = detectorKind(
  'blocked',
  'Processes in uninterruptible sleep (state D) that do not get on',
  { after: time(10_000, 'For so long; waiting for a disk takes less') },
  ({ after }) => {
    let waiting = new Map<ProcessId, Stuck>()
    return ({ sample, tasks, processes }) => {
      if (tasks.blocked === 0) {
        if (waiting.size > 0) waiting = new Map()
        return undefined
      }
      const nowMs = sample.monotonicMs
      const before = waiting
      waiting = new Map()
      for (const row of processes) {
        if (row.record.state !== 'D') continue
        const cpuMs = row.record.userMs + row.record.systemMs
        const known = before.get(row.id)
        waiting.set(row.id, { row, cpuMs, sinceMs: known?.cpuMs === cpuMs ? known.sinceMs : nowMs })
      }
      const stuck = [...waiting.values()].filter(({ sinceMs }) => nowMs - sinceMs >= after)
      const [first] = stuck.sort((a, b) => a.sinceMs - b.sinceMs)
      if (first === undefined) return undefined
      const count = stuck.length === 1 ? '1 process' : `${formatCount(stuck.length)} processes`
      const names = stuck.slice(0, NAMED).map(({ row }) => `${row.record.name} (${row.record.pid})`)
      const more = stuck.length > NAMED ? ' …' : ''
      return {
        severity: 'critical',
        forMs: nowMs - first.sinceMs,
        wordings: [
          `${count} stuck in D, waiting for a device or a server: ${names.join(', ')}${more}`,
          `${count} stuck in D: ${names.join(', ')}${more}`,
          `${count} stuck in D`,
        ],
        advice:
          '{inspect} on one, then Threads: the kernel function it waits in; no signal ends it before that answers',
      }
    }
  },
)
