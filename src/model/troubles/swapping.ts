import { formatBytes } from '../units.ts'
import { detectorKind, time } from './detector-kind.ts'
import { sustained } from './sustained.ts'

const MIB = 1024 ** 2
/** Both ways: what is thrown out is wanted back. One way alone is the kernel putting away what is idle. */
const GOES_ON = 0.25

/** Memory is read back from swap while other memory is written there. */
export const swapping = detectorKind(
  'swapping',
  'Memory goes to swap and comes back',
  {
    from: { about: 'So much each way', kind: 'bytesPerSec', usual: MIB, least: 4096, most: 1024 * MIB },
    after: time(3_000, 'For so long'),
  },
  ({ from, after }) =>
    sustained(after, ({ swap }, lasting) => {
      const { inBytesPerSec, outBytesPerSec } = swap ?? {}
      if (inBytesPerSec === undefined || outBytesPerSec === undefined) return undefined
      if (Math.min(inBytesPerSec, outBytesPerSec) < from * (lasting ? GOES_ON : 1)) return undefined
      const rates = `${formatBytes(inBytesPerSec)}/s in, ${formatBytes(outBytesPerSec)}/s out`
      return {
        severity: 'critical',
        wordings: [`memory goes to swap and back: ${rates}`, `swapping: ${rates}`],
        advice: '{sort-by-memory} sorts by memory, {growth} shows who grew',
      }
    }),
)
