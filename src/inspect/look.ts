import { checkIdentity } from '../control/target.ts'
import type { WorkingSet } from '../control/working-set.ts'
import type { ProcessRecord } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import { type PidStatus, parsePidStatus } from '../procfs/pid-status.ts'
import { lookInto } from '../sources/linux/sighting.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { IdNames } from '../sources/source.ts'
import { type Field, fromFile } from './field.ts'
import { type Files, readFiles } from './files.ts'
import { readArguments } from './identity.ts'
import type { UserTasks } from './user-tasks.ts'

export interface LookContext {
  readonly snapshot: Snapshot
  readonly names: IdNames
  readonly userTasks: UserTasks
  /** Also what takes long: the pages of a giant, each of ten thousand threads. */
  readonly thorough: boolean
  /** What was found out about it because it was asked for. */
  readonly workingSet?: WorkingSet | undefined
}

/** One look at one process, in which each file that several parts need is read once. */
export class Look {
  readonly files: ProcessFiles
  readonly row: ProcessRow
  readonly snapshot: Snapshot
  readonly names: IdNames
  readonly userTasks: UserTasks
  readonly thorough: boolean
  readonly workingSet: WorkingSet | undefined
  /** Monotonic milliseconds at which it began, for rates between two looks. */
  readonly atMs = performance.now()
  #status: Field<PidStatus> | undefined
  #args: Promise<Field<readonly string[]>> | undefined
  #openFiles: Promise<Files> | undefined

  constructor(files: ProcessFiles, row: ProcessRow, context: LookContext) {
    this.files = files
    this.row = row
    this.snapshot = context.snapshot
    this.names = context.names
    this.userTasks = context.userTasks
    this.thorough = context.thorough
    this.workingSet = context.workingSet
  }

  get record(): ProcessRecord {
    return this.row.record
  }

  get status(): Field<PidStatus> {
    this.#status ??= fromFile(this.files.prompt(this.record.pid, 'status'), parsePidStatus)
    return this.#status
  }

  /** The arguments; asked before other files behind the memory lock, because whether they come says whether those will. */
  args(): Promise<Field<readonly string[]>> {
    this.#args ??= readArguments(this.files, this.record)
    return this.#args
  }

  /** What it has open: a hundred thousand descriptors are gone through once. */
  openFiles(): Promise<Files> {
    this.#openFiles ??= readFiles(this)
    return this.#openFiles
  }

  /** Whether the process's memory can be looked at: false where its lock was found to be held. */
  async answers(): Promise<boolean> {
    const args = await this.args()
    return !('unknown' in args && args.unknown === 'locked')
  }

  /** Who may not be looked at cannot be told from another; the source did look a moment ago. */
  isStillThere(): boolean {
    const identity = checkIdentity(this.row.id, lookInto(this.files))
    return identity === 'same' || identity === 'denied'
  }
}
