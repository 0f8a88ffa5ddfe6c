import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import type { ProcessId } from '../../../src/model/process.ts'
import type { LookAt } from '../../../src/sources/sighting.ts'

const PROGRAM = 'test/targets/asked.py'

/** Waits until it is so: for a state of another program, which nothing tells of. The test's own deadline ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await after(5)
}

/** A Python that does what it is told, see `test/targets/asked.py`. */
export class PythonTarget {
  readonly child: ChildProcess
  readonly #lines: Interface
  readonly #answers: AsyncIterator<string>
  /** All that it wrote on its stderr. */
  errors = ''

  private constructor(command: string, args: readonly string[]) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text
    })
    this.#lines = createInterface({ input: child.stdout })
    this.#answers = this.#lines[Symbol.asyncIterator]()
  }

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

  get pid(): number {
    const { pid } = this.child
    if (pid === undefined) throw new Error('it did not start')
    return pid
  }

  /** By whoever looks. */
  id(lookAt: LookAt): ProcessId {
    const seen = lookAt(this.pid)
    if (typeof seen === 'string') throw new Error(`it is ${seen}`)
    return seen.id
  }

  async ask(order: string): Promise<string> {
    this.tell(order)
    return await this.answer()
  }

  tell(order: string): void {
    this.child.stdin?.write(`${order}\n`)
  }

  async answer(): Promise<string> {
    const next = await this.#answers.next()
    if (next.done === true) throw new Error(`it has ended: ${this.errors}`)
    return next.value
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

  /** How it ended. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    const { child } = this
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child.exitCode ?? child.signalCode
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended()
    this.#lines.close()
  }
}
