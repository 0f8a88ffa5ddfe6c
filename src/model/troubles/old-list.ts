import { detectorKind, time } from './detector-kind.ts'

/** Whoever lists the processes does not answer: what the table shows was true once. */
export const oldList = detectorKind(
  'old-list',
  'Processes as they were, because they cannot be listed anew',
  { after: time(3000, 'How old the list is') },
  ({ after }) =>
    ({ sample: { oldList: old, monotonicMs } }) => {
      if (old === undefined) return undefined
      const forMs = monotonicMs - old.listedAtMs
      if (forMs < after) return undefined
      return {
        severity: 'critical',
        forMs,
        wordings: [`processes cannot be listed anew: ${old.why}`, 'processes cannot be listed anew'],
        advice: 'what ps(1) or PowerShell waits for is to be looked at from another shell',
      }
    },
)
