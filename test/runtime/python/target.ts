import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { AskedProgram, until } from '../asked-program.ts'

const PROGRAM = 'test/targets/asked.py'

/** A Python that does what it is told, see `test/targets/asked.py`. */
export class PythonTarget extends AskedProgram {
  /**
   * Starts it, and waits until it waits for orders.
   *
   * @param before another command that starts it
   */
  static async start(python: string, before: readonly string[] = [], program = PROGRAM): Promise<PythonTarget> {
    const [command = python, ...args] = [...before, python, program]
    const target = new PythonTarget(command, args)
    if ((await target.answer()) !== 'ready') throw new Error('it did not start')
    return target
  }

  /** That it does its own work: nothing holds it up. */
  async goesOn(): Promise<boolean> {
    const ticks = Number(await this.ask('ticks'))
    await until(async () => Number(await this.ask('ticks')) > ticks + 3)
    return true
  }

  /** What a leak would show in. */
  counts(): { readonly descriptors: readonly string[]; readonly threads: number } {
    const descriptors = readdirSync(`/proc/${this.pid}/fd`).map(fd => readlinkSync(`/proc/${this.pid}/fd/${fd}`))
    return { descriptors: descriptors.sort(), threads: this.threads() }
  }

  threads(): number {
    return readdirSync(`/proc/${this.pid}/task`).length
  }

  rssBytes(): number {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'latin1'))?.[1]) * 1024
  }
}
