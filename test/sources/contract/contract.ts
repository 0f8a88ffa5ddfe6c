/** What every source of samples keeps to. */
import { describe, test } from 'vitest'
import type { Source } from '../../../src/sources/source.ts'
import { COUNTERS, PERCENTAGES } from './demands/counters.ts'
import { IDENTITIES, REBORN } from './demands/identities.ts'
import { LIFECYCLE, MISSING } from './demands/lifecycle.ts'
import { SHAPE } from './demands/shape.ts'
import { RUNNING_SUMS, SUMS } from './demands/sums.ts'
import { UNITS } from './demands/units.ts'
import { RunningStage } from './running-stage.ts'
import { type Opened, runClosed, runFlat } from './runs.ts'
import type { Stage } from './stage.ts'
import { TreeStage } from './tree-stage.ts'
import { type Demand, Trial } from './trial.ts'

/** Of every source. */
export const OF_ALL = { ...SHAPE, ...IDENTITIES, ...COUNTERS, ...SUMS, ...LIFECYCLE }
/** Of one that reads the running machine. */
export const OF_RUNNING = { ...PERCENTAGES, ...UNITS, ...RUNNING_SUMS }
/** Of one that reads a recorded tree. */
export const OF_RECORDED = REBORN
/** Of one that can be told where to look. */
export const OF_TREES = MISSING

export interface ContractOptions {
  /** The source's name in `sources.ts`, under which programs open it, and what else they are told. */
  readonly opened: Opened
  /** Opens what is not there; left out where a source cannot be told where to look. */
  readonly openMissing?: () => Source
  /** How old a reading may be when a scan begins that hands it out; 0 if not told otherwise. */
  readonly oldestMs?: number
  /**
   * How long a list of processes is handed out again: who was started so soon after a scan comes after the next. 0 if not
   * told otherwise.
   */
  readonly listMs?: number
  /** How long what is read seldomer than processes are may be unknown or late; 2 s if not told otherwise. */
  readonly patienceMs?: number
  /** How long a program may take that has the source to itself, besides its many scans. */
  readonly programMs?: number
}

/** How long a test may take, besides its many scans, and with each of those. */
const PROGRAM_MS = 15_000
const SCAN_MS = 1000
/** Scans that have to leave memory flat: a thousand where that is asked for, for they take a while. */
const FLAT_SCANS = Number(process.env['NTOP_FLAT_SCANS'] ?? 60)
/** With the time in which helpers let go of what they kept, see `programs/flat.ts`. */
export const FLAT_MS = 110_000 + FLAT_SCANS * SCAN_MS

/** Registers the tests of a source that reads the running machine. */
export function contractOf(name: string, open: () => Source, options: ContractOptions): void {
  const demands: readonly Demand<RunningStage>[] = [...Object.values(OF_ALL), ...Object.values(OF_RUNNING)]
  register(name, [...demands, ...missing(options)], () => running(open, options))
}

/** Registers those of one that reads a recorded tree: what is measured by the running machine is not among them. */
export function contractOfRecorded(
  name: string,
  recorded: string,
  open: (stage: TreeStage) => Source,
  options: ContractOptions,
): void {
  const demands: readonly Demand<TreeStage>[] = [...Object.values(OF_ALL), ...Object.values(OF_RECORDED)]
  register(name, [...demands, ...missing(options)], () => ofTree(recorded, open, options))
}

function missing({ openMissing }: ContractOptions): readonly Demand[] {
  return openMissing === undefined ? [] : Object.values(OF_TREES)
}

function register<S extends Stage>(name: string, demands: readonly Demand<S>[], begin: () => Trial<S>): void {
  describe(`the ${name} source`, () => {
    for (const { check, what } of demands) {
      test(
        what,
        async () => {
          const trial = begin()
          try {
            await check(trial)
          } finally {
            await trial.end()
          }
        },
        PROGRAM_MS + FLAT_SCANS * SCAN_MS,
      )
    }
  })
}

/** On the running machine. */
export function running(open: () => Source, options: ContractOptions): Trial<RunningStage> {
  return new Trial({ stage: new RunningStage(), open, ...shared(options) })
}

/** In a copy of a recorded tree. */
export function ofTree(
  recorded: string,
  open: (stage: TreeStage) => Source,
  options: ContractOptions,
): Trial<TreeStage> {
  return new Trial({ stage: new TreeStage(recorded), open, ...shared(options) })
}

function shared({
  listMs = 0,
  oldestMs = 0,
  opened,
  openMissing,
  patienceMs = 2000,
  programMs = PROGRAM_MS,
}: ContractOptions) {
  return {
    ...(openMissing && { openMissing }),
    runClosed: () => runClosed(opened, programMs),
    runFlat: () => runFlat(opened, FLAT_SCANS, programMs + FLAT_MS),
    listMs,
    oldestMs,
    patienceMs,
  }
}
