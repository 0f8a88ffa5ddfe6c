/** A Python program with the agent in it, asked as a session asks; see asked.py. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AGENT_TEXT } from '../../../src/runtime/python/agent/text.ts'
import type { AgentLine } from '../../../src/runtime/python/answers.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
export const PROGRAM = here('asked.py')

interface Reply {
  readonly result?: unknown
  readonly error?: string
}

export class Asked implements AgentLine {
  readonly #child: ChildProcess
  readonly #waiting: ((reply: Reply) => void)[] = []
  #stderr = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    child.once('exit', code => {
      for (const tell of this.#waiting.splice(0)) tell({ error: `ended with ${code}: ${this.#stderr}` })
    })
  }

  /** @param words what the program is to do before, see asked.py */
  static async start(program: string, options: readonly string[] = [], words: readonly string[] = []): Promise<Asked> {
    const child = spawn(program, [...options, PROGRAM, ...words], { stdio: ['pipe', 'pipe', 'pipe'] })
    const asked = new Asked(child)
    const first = new Promise<Reply>(resolve => asked.#waiting.push(resolve))
    const { stdout } = child
    if (stdout === null) throw new Error('no output')
    createInterface({ input: stdout }).on('line', line => {
      asked.#waiting.shift()?.(line === 'runs' ? {} : (JSON.parse(line) as Reply))
    })
    child.stdin?.write(`${JSON.stringify(AGENT_TEXT)}\n`)
    const { error } = await first
    if (error !== undefined) throw new Error(error)
    return asked
  }

  /** All that it wrote there. */
  get stderr(): string {
    return this.#stderr
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async request(call: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { result, error } = await this.#ask({ call, args })
    if (error !== undefined) throw new NoAnswer(error)
    return result
  }

  /** What an expression comes to in the program, told by its main thread. */
  async program(expression: string): Promise<unknown> {
    const { result, error } = await this.#ask({ eval: expression })
    if (error !== undefined) throw new Error(error)
    return result
  }

  #ask(what: object): Promise<Reply> {
    const reply = new Promise<Reply>(resolve => this.#waiting.push(resolve))
    this.#child.stdin?.write(`${JSON.stringify(what)}\n`)
    return reply
  }

  /** @returns what it ended with */
  async end(): Promise<number | null> {
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exit = once(child, 'exit')
    child.stdin?.end()
    await exit
    return child.exitCode
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
