import { expect } from 'vitest'
import { derive } from '../../../src/model/derive.ts'
import type { Facet, ProcessId, ProcessRecord } from '../../../src/model/process.ts'
import type { RawSample } from '../../../src/model/sample.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Source } from '../../../src/sources/source.ts'
import type { FlatRun } from './flatness.ts'
import { pause, type RunningStage } from './running-stage.ts'
import type { ClosedRun } from './runs.ts'
import type { Stage } from './stage.ts'
import type { TreeStage } from './tree-stage.ts'

/** One thing that a contract demands of a source. */
export interface Demand<S extends Stage = Stage> {
  /** In the words of a test's name. */
  readonly what: string
  /** Is rejected with an AssertionError where the source does not keep to it. */
  check(trial: Trial<S>): Promise<void>
}

export type RunningDemand = Demand<RunningStage>
export type RecordedDemand = Demand<TreeStage>

export interface Tried<S extends Stage> {
  readonly stage: S
  open(stage: S): Source
  /** Opens what is not there; absent where a source cannot be told where to look. */
  openMissing?(): Source
  /** Opens, scans and closes the source in a program of its own; see `programs/closed.ts`. */
  runClosed(): Promise<ClosedRun>
  /** Scans many times in a program of its own; see `programs/flat.ts`. */
  runFlat(): Promise<FlatRun>
  /** How old a reading may be when a scan begins that hands it out. */
  readonly oldestMs: number
  /** How long a list of processes is handed out again. */
  readonly listMs: number
  /** How long what is read seldomer than processes are may be unknown, or late. */
  readonly patienceMs: number
}

/** What a scan handed out, and when it was under way. */
export interface Look {
  readonly sample: RawSample
  /** Made of it at once: of a record that goes on, {@link ProcessRecord.seenAtMs} is moved along later. */
  readonly snapshot: Snapshot
  readonly beganMs: number
  readonly endedMs: number
}

const FACETS = new Set<Facet>(['owner', 'command'])

/** A source and whoever is on stage while a demand is checked. */
export class Trial<S extends Stage = Stage> {
  readonly tried: Tried<S>
  readonly #opened: Source[] = []

  constructor(tried: Tried<S>) {
    this.tried = tried
  }

  get stage(): S {
    return this.tried.stage
  }

  get source(): Source {
    return this.#opened[0] ?? this.open()
  }

  open(): Source {
    const source = this.tried.open(this.stage)
    this.#opened.push(source)
    return source
  }

  async look(): Promise<Look> {
    const beganMs = performance.now()
    const sample = await this.source.scan({ everyone: FACETS })
    return { sample, snapshot: derive(undefined, sample), beganMs, endedMs: performance.now() }
  }

  /** Looks until this is so, for what a source may read seldomer than processes. */
  async lookUntil(isSo: (sample: RawSample) => boolean, what: string): Promise<Look> {
    const beganMs = performance.now()
    for (;;) {
      const look = await this.look()
      if (isSo(look.sample)) return look
      if (performance.now() - beganMs > this.tried.patienceMs) expect.fail(what)
      await pause()
    }
  }

  async end(): Promise<void> {
    for (const source of this.#opened) source.close()
    await this.stage.clear()
  }
}

export function processOf({ sample }: Look, pid: number): ProcessRecord {
  const record = sample.processes.find(candidate => candidate.pid === pid)
  if (record === undefined) expect.fail(`process ${pid} is missing`)
  return record
}

export function byId({ sample }: Look): Map<ProcessId, ProcessRecord> {
  return new Map(sample.processes.map(record => [record.id, record]))
}
