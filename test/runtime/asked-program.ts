import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import type { ProcessId } from '../../src/model/process.ts'
import type { LookAt } from '../../src/sources/sighting.ts'

/** Waits until it is so: for a state of another program, which nothing tells of. The test's own deadline ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await after(5)
}

/** A program that does what it is told: an order a line, and a line that answers it. Its first line is `ready`. */
export class AskedProgram {
  readonly child: ChildProcess
  readonly #lines: Interface
  readonly #answers: AsyncIterator<string>
  /** All that it wrote on its stderr. */
  errors = ''

  protected constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    this.child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text
    })
    this.#lines = createInterface({ input: child.stdout })
    this.#answers = this.#lines[Symbol.asyncIterator]()
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
