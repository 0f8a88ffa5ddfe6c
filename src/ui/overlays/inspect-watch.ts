import { hasEnded } from '../../control/target.ts'
import { endingText } from '../../inspect/ending.ts'
import { type Field, fromFile, knownValue, unknown, unknownText } from '../../inspect/field.ts'
import type { IoCounters } from '../../model/process.ts'
import { ProcessHistory } from '../../model/process-history.ts'
import { increase } from '../../model/rates.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import { formatClock } from '../../model/units.ts'
import { parsePidIo } from '../../procfs/pid-io.ts'
import { exitStatus } from '../../procfs/pid-stat.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'

/** Watches one process from sample to sample: what its graphs show, and how it ends. */
export class InspectWatch {
  readonly history = new ProcessHistory()
  readonly #files: ProcessFiles
  #io: Field<IoCounters> = unknown('untold')
  #snapshot: Snapshot | undefined
  /** How it ended, as far as a zombie tells. */
  #how: string | undefined
  #ended: string | undefined

  constructor(files: ProcessFiles) {
    this.#files = files
  }

  /** Why nothing is known of what it reads and writes; undefined where it is known. */
  get ioUnknown(): string | undefined {
    return 'unknown' in this.#io ? unknownText(this.#io.unknown) : undefined
  }

  /** When and how it ended: `at 12:56:08`, `at 12:56:08 by SIGKILL`; undefined while it is there. */
  get ended(): string | undefined {
    return this.#ended
  }

  /** @param everyMs the interval that is kept */
  see(snapshot: Snapshot, row: ProcessRow, everyMs: number): void {
    const { record } = row
    this.#snapshot = snapshot
    this.#io = fromFile(this.#files.prompt(record.pid, 'io'), bytes => parsePidIo(bytes.toString('latin1')))
    const io = knownValue(this.#io)
    this.history.push(snapshot, row, io && { atMs: performance.now(), value: io }, everyMs)
    if (!hasEnded(record)) return
    const stat = this.#files.prompt(record.pid, 'stat')
    const status = stat.ok ? exitStatus(stat.bytes) : undefined
    if (status !== undefined) this.#how = endingText(status)
  }

  /**
   * It is not there any more. How it ended its parent alone is told, but of a zombie that was seen; and that the kernel
   * killed somebody for lack of memory meanwhile is worth saying.
   *
   * @param without the first snapshot that it is not in
   */
  end(without: Snapshot | undefined): string {
    const kills = increase(this.#snapshot?.sample.paging?.oomKills, without?.sample.paging?.oomKills) ?? 0
    const how = this.#how ?? (kills > 0 ? 'while the kernel killed for lack of memory' : undefined)
    this.#ended = [`at ${formatClock(without?.atMs ?? Date.now())}`, how].filter(part => part !== undefined).join(' ')
    return this.#ended
  }
}
