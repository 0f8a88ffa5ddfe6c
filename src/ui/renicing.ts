import { setPriority } from 'node:os'
import { HIGHEST_NICE, LOWEST_NICE, type PrioritySystem, setNice } from '../control/priority.ts'
import { look, type StatReader } from '../control/target.ts'
import { taskId } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { ProcessFiles, ReadResult } from '../sources/process-files.ts'
import { type Doing, type Done, doToAll, type Telling } from './doing.ts'
import { Menu } from './overlays/menu.ts'
import { whomLines, whomOf, whomText } from './whom.ts'

export interface RenicingOptions extends Telling {
  readonly readStat: StatReader
  readThreadStat(pid: number, tid: number): ReadResult
  readonly threads: ProcessFiles['threads']
  /** Nice values may be others now. */
  changed(): void
}

/** Nice values, up and down: of one at once, of several after it was said whose. */
export class Renicing {
  readonly #options: RenicingOptions

  constructor(options: RenicingOptions) {
    this.#options = options
  }

  renice(rows: readonly ProcessRow[], by: number): void {
    const { open, say } = this.#options
    if (rows.length <= 1) {
      void this.#do(rows, by)
      return
    }
    open(
      new Menu<boolean>({
        id: 'confirm',
        title: `${by > 0 ? 'raise' : 'lower'} the nice value of ${whomText(rows)} by ${Math.abs(by)}?`,
        about: (width, most) => whomLines(rows, width, most),
        items: [
          { label: 'Yes', value: true },
          { label: 'No', value: false },
        ],
        choose: yes => {
          if (yes) void this.#do(rows, by)
          else say('nothing was changed')
        },
      }),
    )
  }

  /** A thread's nice value is set of itself alone. */
  #systemOf({ threadOf }: ProcessRow): Pick<PrioritySystem, 'readStat' | 'threads'> {
    const { readStat, readThreadStat, threads } = this.#options
    if (threadOf === undefined) return { readStat, threads }
    return { readStat: tid => readThreadStat(threadOf.record.pid, tid), threads: tid => [tid] }
  }

  async #do(rows: readonly ProcessRow[], by: number): Promise<void> {
    const doing: Doing = {
      title: `nice ${by > 0 ? '+' : '-'}${Math.abs(by)}`,
      one: row => this.#one(row, by),
      all: (whom, has) =>
        has === undefined
          ? `${by > 0 ? 'raised' : 'lowered'} the nice values of ${whom} by ${Math.abs(by)}`
          : `${whom} now have ${has}`,
    }
    await doToAll(rows, doing, this.#options)
    this.#options.changed()
  }

  #one(row: ProcessRow, by: number): Done {
    const { pid, nice } = row.record
    const id = taskId(row.id)
    const { readStat, threads } = this.#systemOf(row)
    // The record is of the last sample: since then the same key may have been pressed, or somebody else have changed it.
    const now = look(pid, readStat)
    const from = (typeof now === 'object' && now.id === id ? now.nice : nice) ?? 0
    const to = Math.max(LOWEST_NICE, Math.min(HIGHEST_NICE, from + by))
    const outcome = setNice(id, to, { readStat, threads, setPriority })
    return { outcome, deed: { kind: 'nice', from, to, ...whomOf(row) }, has: `nice ${to}` }
  }
}
