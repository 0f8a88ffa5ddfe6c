/** Sources that are made wrong, to show that it is noticed. */
import type { ProcessRecord } from '../../../src/model/process.ts'
import type { RawSample } from '../../../src/model/sample.ts'
import type { Source } from '../../../src/sources/source.ts'

/** Something wrong with a source. */
export type Fault = (source: Source) => Source

/** The same source, but for its scans. */
export function scanning(source: Source, scan: Source['scan']): Source {
  return {
    scan,
    kind: source.kind,
    look: pid => source.look(pid),
    glance: pid => source.glance(pid),
    files: source.files,
    names: source.names,
    fill: (ids, facets) => source.fill(ids, facets),
    sweep: wanted => source.sweep(wanted),
    close: () => source.close(),
  }
}

/** @param alter is told also how many scans there were before */
export function sample(alter: (sample: RawSample, scans: number) => RawSample): Fault {
  return source => {
    let scans = 0
    return scanning(source, async needs => alter(await source.scan(needs), scans++))
  }
}

/** Alters a part of samples, where there is one. */
export function part<K extends keyof RawSample>(
  key: K,
  alter: (value: NonNullable<RawSample[K]>, scans: number) => RawSample[K],
): Fault {
  return sample((whole, scans) => {
    const value = whole[key]
    return value === undefined || value === null ? whole : { ...whole, [key]: alter(value, scans) }
  })
}

/** Alters each process; of a record that stays the same, what is made of it stays the same too. */
export function processes(alter: (record: ProcessRecord) => Partial<ProcessRecord>): Fault {
  const made = new WeakMap<ProcessRecord, ProcessRecord>()
  return part('processes', records =>
    records.map(record => {
      const known = made.get(record) ?? { ...record, ...alter(record) }
      if (known.seenAtMs < record.seenAtMs) known.seenAtMs = record.seenAtMs
      made.set(record, known)
      return known
    }),
  )
}

/** The same, made anew in each scan. */
export function processesAnew(alter: (record: ProcessRecord) => Partial<ProcessRecord>): Fault {
  return part('processes', records => records.map(record => ({ ...record, ...alter(record) })))
}

/** Processor time of processes, so many times as much. */
export function processTimes(factor: number): Fault {
  return processes(({ userMs = 0, systemMs = 0 }) => ({
    userMs: userMs * factor,
    systemMs: systemMs * factor,
    runMs: undefined,
  }))
}
