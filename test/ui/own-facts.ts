import type { ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'

/** The machine with facts of one stage's own, so that a test may find something out that others know nothing of. */
export function ownFacts(): (sample: RawSample) => RawSample {
  const facts = new Map<number, ProcessFacts>()
  const records = new WeakMap<ProcessRecord, ProcessRecord>()
  const ownRecord = (record: ProcessRecord): ProcessRecord => {
    const own = facts.get(record.pid) ?? { ...record.facts }
    facts.set(record.pid, own)
    // The same one as long as nothing happens, as from a source.
    const copy = records.get(record) ?? { ...record, facts: own }
    records.set(record, copy)
    copy.seenAtMs = record.seenAtMs
    return copy
  }
  return sample => ({ ...sample, processes: sample.processes.map(ownRecord) })
}
