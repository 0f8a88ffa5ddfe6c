import type { ProcessRecord } from '../../model/process.ts'
import type { Place } from './compared.ts'

/** A process that is being watched, or a thread. */
export interface Watched {
  readonly pid: number
  /** Where its files are, below the tree's root. */
  readonly folder: string
  /** The scan that saw it first. */
  readonly metAt: number
  /** Open `stat` and `schedstat`: they answer ESRCH after the process's death even if the pid is given out again. */
  line: number | undefined
  schedule: number | undefined
  /** What the two held. */
  readonly place: Place
  record: ProcessRecord
  /** Whether its leader's schedstat has been all of its time so far. */
  whole: boolean
  /** How far the schedule was ahead of the line when it began to be minded, in ms: the line rounds its times down. */
  leadMs: number
  /** When its line was read last, monotonic ms. */
  lineAtMs: number
  /** The scan at which its line was asked for whatever its schedule says. */
  closeAt: number
}

/** Spreads processes over the time until they are read again, far from any pattern in which pids are given out. */
const PHASE_MS = 7919

/**
 * Whether the line of a process that did nothing is to be read again: once in each `idleMs`, at a moment of the
 * process's own, so that those which were met or read together are not due together for ever.
 */
export function isDue({ pid, lineAtMs }: Watched, nowMs: number, idleMs: number): boolean {
  const phaseMs = (pid * PHASE_MS) % idleMs
  return Math.floor((nowMs + phaseMs) / idleMs) !== Math.floor((lineAtMs + phaseMs) / idleMs)
}
