import { cpuMsOf } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { NEXT_SAMPLE } from '../model/unknown-parts.ts'

/** Of processor time that is told; why that is not, others know. */
export function whyNoRate({ record }: ProcessRow): string | undefined {
  return cpuMsOf(record) === undefined ? undefined : NEXT_SAMPLE
}
