import { getPriority, setPriority } from 'node:os'
import { type NiceSystem, stepNice } from '../control/nice-step.ts'
import { taskId } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { lookBy } from '../sources/linux/sighting.ts'
import type { Source } from '../sources/source.ts'
import { type Doing, type Done, doToAll, type Telling } from './doing.ts'
import { Menu } from './overlays/menu.ts'
import { whomLines, whomOf, whomText } from './whom.ts'

export interface RenicingOptions extends Telling {
  readonly source: Pick<Source, 'files' | 'look' | 'threads'>
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
  #systemOf({ threadOf }: ProcessRow): Pick<NiceSystem, 'lookAt' | 'threads'> {
    const { source } = this.#options
    const { files } = source
    if (threadOf === undefined) return { lookAt: pid => source.look(pid), threads: source.threads }
    const { pid } = threadOf.record
    const lookAt = lookBy(tid => files?.threadFile(pid, tid, 'stat') ?? { ok: false, why: 'absent' })
    return { lookAt, threads: tid => [tid] }
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
    const { nice } = row.record
    const id = taskId(row.id)
    const { lookAt, threads } = this.#systemOf(row)
    const system = { lookAt, threads, getPriority, setPriority, platform: process.platform }
    const { from, to, outcome } = stepNice(id, by, nice, system)
    return { outcome, deed: { kind: 'nice', from, to, ...whomOf(row) }, has: `nice ${to}` }
  }
}
