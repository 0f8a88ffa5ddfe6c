import type { ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'

/** Who started whom, by pid; everyone else is a child of pid 1, or of kthreadd. */
const PARENTS: ReadonlyMap<number, number> = new Map([
  [1288, 1203],
  [4410, 3002],
  [4502, 4410],
  [6000, 4502],
  [8317, 771],
  [8400, 8317],
  [4_194_303, 8317],
])

const moved = new WeakMap<ProcessRecord, ProcessRecord>()

/** The machine with families three and four deep. A process about which nothing changes stays the same object. */
export function families(sample: RawSample): RawSample {
  return { ...sample, processes: sample.processes.map(inFamily) }
}

function inFamily(record: ProcessRecord): ProcessRecord {
  const ppid = PARENTS.get(record.pid)
  if (ppid === undefined) return record
  let own = moved.get(record)
  if (own === undefined) {
    own = { ...record, ppid }
    moved.set(record, own)
  }
  own.seenAtMs = record.seenAtMs
  return own
}
