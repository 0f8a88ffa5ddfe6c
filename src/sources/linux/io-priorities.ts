import type { IoPriority } from '../../model/io-priority.ts'
import { linesOf } from '../../procfs/lines.ts'
import { parseIoPriority } from '../ionice.ts'
import type { ReadResult } from '../process-files.ts'

/** So many pids go with one program. */
const MOST = 200

type Answer = (priority: IoPriority | undefined) => void

/** I/O priorities, which only a program tells: who is asked for in one turn of the event loop shares one. */
export class IoPriorities {
  readonly #ask: (pids: readonly number[]) => Promise<ReadResult>
  #waiting: { readonly pid: number; readonly answer: Answer }[] = []

  /** @param ask what ionice(1) says of these */
  constructor(ask: (pids: readonly number[]) => Promise<ReadResult>) {
    this.#ask = ask
  }

  /** Undefined where it cannot be had. */
  of(pid: number): Promise<IoPriority | undefined> {
    return new Promise(answer => {
      if (this.#waiting.push({ pid, answer }) === 1) setImmediate(() => this.#askAll())
    })
  }

  #askAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (let from = 0; from < waiting.length; from += MOST) {
      const some = waiting.slice(from, from + MOST)
      void this.#told(some.map(({ pid }) => pid)).then(told => {
        for (const [i, { answer }] of some.entries()) answer(told[i])
      })
    }
  }

  /** Of whoever has gone the program says nothing, nor of those after: half as many are asked about each time. */
  async #told(pids: readonly number[]): Promise<readonly (IoPriority | undefined)[]> {
    const read = await this.#ask(pids)
    if (read.ok) return linesOf(read.bytes.toString('latin1')).map(parseIoPriority)
    if (read.why !== 'gone' || pids.length === 1) return []
    const middle = pids.length >> 1
    const first = await this.#told(pids.slice(0, middle))
    const whole = pids.slice(0, middle).map((_, i) => first[i])
    return [...whole, ...(await this.#told(pids.slice(middle)))]
  }
}
