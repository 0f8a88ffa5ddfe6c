import { formatBytes } from '../units.ts'
import { sustained } from './sustained.ts'
import type { Detector } from './trouble.ts'

const MIB = 1024 ** 2
/** Both ways: what is thrown out is wanted back. One way alone is the kernel putting away what is idle. */
const BEGINS_BYTES = MIB
const GOES_ON_BYTES = MIB / 4
const FOR_MS = 3000

/** Memory is read back from swap while other memory is written there. */
export function swapping(): Detector {
  return sustained(FOR_MS, {
    id: 'swapping',
    look({ swap }, lasting) {
      const { inBytesPerSec = 0, outBytesPerSec = 0 } = swap ?? {}
      const least = lasting ? GOES_ON_BYTES : BEGINS_BYTES
      if (inBytesPerSec < least || outBytesPerSec < least) return undefined
      const rates = `${formatBytes(inBytesPerSec)}/s in, ${formatBytes(outBytesPerSec)}/s out`
      return {
        severity: 'critical',
        wordings: [`memory goes to swap and back: ${rates}`, `swapping: ${rates}`],
        advice: 'M sorts by memory, D shows who grew',
      }
    },
  })
}
