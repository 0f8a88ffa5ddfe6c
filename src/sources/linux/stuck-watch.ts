import type { ProcessId, ProcessRecord } from '../../model/process.ts'
import { parseWchan } from '../../procfs/pid-wchan.ts'
import type { LinuxFiles } from './files.ts'

/** Who is stuck stays where he is, mostly. */
const AGAIN_MS = 5_000
/** So many are asked at a scan: the kernel follows the stack of each, 10 µs. */
const AT_ONCE = 20

interface Known {
  readonly record: ProcessRecord
  readonly channel: string | undefined
  readonly atMs: number
}

/**
 * In which function of the kernel processes wait that are in uninterruptible sleep for more than one scan: `wchan` answers at
 * once, whatever they are stuck in. For the first thread only, which the state is of too.
 */
export class StuckWatch {
  readonly #files: LinuxFiles
  readonly #now: () => number
  #known = new Map<ProcessId, Known>()

  /** @param now monotonic milliseconds */
  constructor(files: LinuxFiles, now: () => number) {
    this.#files = files
    this.#now = now
  }

  /** By process; undefined where nobody is stuck, or it may not be known. */
  get channels(): ReadonlyMap<ProcessId, string> | undefined {
    const told = [...this.#known].flatMap(([id, { channel }]) => (channel ? [[id, channel] as const] : []))
    return told.length === 0 ? undefined : new Map(told)
  }

  /** After each scan. */
  see(records: readonly ProcessRecord[]): void {
    const before = this.#known
    const known = new Map<ProcessId, Known>()
    let left = AT_ONCE
    // Counted through: of thousands an iterator would leave a piece of garbage for each.
    for (let at = 0; at < records.length; at++) {
      const record = records[at]
      if (record?.state !== 'D') continue
      const last = before.get(record.id)
      // Seen at one scan only, it may be on its way; and so may who has run since.
      const isSame = last?.record === record
      const isDue = isSame && left > 0 && (last.channel === undefined || this.#now() - last.atMs >= AGAIN_MS)
      if (isDue) left--
      known.set(record.id, isDue ? this.#look(record) : isSame ? last : { record, channel: undefined, atMs: 0 })
    }
    this.#known = known
  }

  #look(record: ProcessRecord): Known {
    const read = this.#files.prompt(record.pid, 'wchan')
    return { record, channel: read.ok ? parseWchan(read.bytes) : '', atMs: this.#now() }
  }
}
