import type { IoCounters } from '../model/process.ts'
import { perSecond } from '../model/rates.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { NEXT_SAMPLE } from '../model/unknown-parts.ts'

/** Bytes a second between the last two readings of a process's I/O counters; it has its own clock, like its CPU time. */
export function ioRate(
  { facts: { io, ioBefore } }: Pick<ProcessRow, 'facts'>,
  counter: keyof IoCounters,
): number | undefined {
  if (io === undefined || ioBefore === undefined) return undefined
  return perSecond(ioBefore.value[counter], io.value[counter], io.atMs - ioBefore.atMs)
}

/** Of counters that are told; why they are not, others know. */
export function whyNoIoRate({ facts: { io } }: Pick<ProcessRow, 'facts'>): string | undefined {
  return io === undefined ? undefined : NEXT_SAMPLE
}
