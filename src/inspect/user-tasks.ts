import type { ProcessRecord } from '../model/process.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, known, unknown } from './field.ts'

/**
 * Counts what RLIMIT_NPROC bounds: processes and threads of one real user. The table of processes knows the effective
 * user only, so each `status` is read, and again only when its process did something: before that its record, and so
 * its user, stay the same.
 */
export class UserTasks {
  readonly #files: ProcessFiles
  readonly #realUid = new WeakMap<ProcessRecord, number>()

  constructor(files: ProcessFiles) {
    this.#files = files
  }

  /** Processes and threads of this user among all; unknown where one of them does not show its owner. */
  async count(uid: number, processes: Iterable<ProcessRecord>): Promise<Field<number>> {
    let tasks = 0
    const slices = new Slices()
    for (const record of processes) {
      const owner = this.#ownerOf(record)
      if (owner === 'denied') return unknown('denied')
      if (owner === uid) tasks += record.threads ?? 1
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    return known(tasks)
  }

  #ownerOf(record: ProcessRecord): number | 'denied' | 'gone' {
    const remembered = this.#realUid.get(record)
    if (remembered !== undefined) return remembered
    const read = this.#files.prompt(record.pid, 'status')
    if (!read.ok) return read.why === 'denied' ? 'denied' : 'gone'
    const uid = parsePidStatus(read.bytes)?.uid?.real
    if (uid === undefined) return 'gone'
    this.#realUid.set(record, uid)
    return uid
  }
}
