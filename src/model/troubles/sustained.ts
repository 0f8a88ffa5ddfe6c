import type { Detector, Finding } from './trouble.ts'

/** What is wrong only for a moment is no trouble: it is told once it has been found in every snapshot for so long. */
export function sustained(forMs: number, look: Detector['look']): Detector['look'] {
  let sinceMs: number | undefined
  return (snapshot, lasting): Finding | undefined => {
    const found = look(snapshot, lasting)
    const nowMs = snapshot.sample.monotonicMs
    if (found === undefined) {
      sinceMs = undefined
      return undefined
    }
    // What an interval tells was so from its beginning on.
    sinceMs ??= nowMs - (snapshot.intervalMs ?? 0)
    return lasting || nowMs - sinceMs >= forMs ? { forMs: nowMs - sinceMs, ...found } : undefined
  }
}
