import { blankFacts, type ProcessFacts, type ProcessRecord, threadId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'

interface Member {
  readonly tid: number
  readonly name: string
  /** Percent of a core that it takes. */
  readonly cpu?: number
  readonly state?: string
  readonly nice?: number
}

/** Threads by the pid of their process; its first one has that pid too. */
const CREWS: ReadonlyMap<number, readonly Member[]> = new Map([
  [
    771,
    [
      { tid: 771, name: 'java' },
      { tid: 774, name: 'GC Thread#0', cpu: 3 },
      { tid: 775, name: 'C2 CompilerThre', cpu: 9, state: 'R', nice: 7 },
    ],
  ],
  [
    8305,
    [
      { tid: 8305, name: 'node', cpu: 41, state: 'R' },
      { tid: 8306, name: 'V8Worker', cpu: 5 },
      { tid: 8307, name: 'libuv-worker', cpu: 2, state: 'D' },
      { tid: 8309, name: '\u{1f98a} ␛[31m' },
    ],
  ],
])

const facts = new Map<number, ProcessFacts>()
const records = new Map<number, ProcessRecord>()

/** The machine with threads of two of its processes, which have just these. */
export function crews(sample: RawSample): RawSample {
  const processes = sample.processes.map(record => {
    const crew = CREWS.get(record.pid)
    return crew === undefined ? record : { ...record, threads: crew.length }
  })
  const threads = processes.flatMap(process => (CREWS.get(process.pid) ?? []).map(member => recordOf(member, process)))
  return { ...sample, processes, threads: threads.sort((a, b) => a.pid - b.pid) }
}

function recordOf({ tid, name, cpu = 0, state = 'S', nice = 0 }: Member, process: ProcessRecord): ProcessRecord {
  const userMs = 1000 + (cpu * 10 * process.seenAtMs) / 1000
  const old = records.get(tid)
  if (old?.userMs === userMs) {
    old.seenAtMs = process.seenAtMs
    return old
  }
  const own = facts.get(tid) ?? blankFacts(name, process.id)
  facts.set(tid, own)
  const startTicks = tid * 100
  const ids = { id: threadId(tid, startTicks), pid: tid, name, startMs: tid * 10, facts: own }
  const record = { ...process, ...ids, state, nice, priority: 20 + nice, userMs, systemMs: 0, lastCpu: tid % 4 }
  records.set(tid, record)
  return record
}
