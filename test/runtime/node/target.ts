import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import type { ProcessId } from '../../../src/model/process.ts'
import type { LookAt } from '../../../src/sources/sighting.ts'

const PROGRAM = 'test/targets/ticking.cjs'

/** Waits until it is so: for a state of another program, which nothing tells of. The test's own deadline ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await after(5)
}

/** A Node that does what it is told, see `test/targets/ticking.cjs`. */
export class NodeTarget {
  readonly child: ChildProcess
  readonly #lines: Interface
  readonly #answers: AsyncIterator<string>
  /** All that it wrote on its stderr. */
  errors = ''

  private constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    this.child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text
    })
    this.#lines = createInterface({ input: child.stdout })
    this.#answers = this.#lines[Symbol.asyncIterator]()
  }

  /**
   * Starts it, and waits until it waits for orders. Its inspector would open anywhere, so that nobody is in its way.
   *
   * @param before another command that starts it
   * @param program another that does what it is told
   */
  static async start(
    options: readonly string[] = [],
    node = process.execPath,
    before: readonly string[] = [],
    program = PROGRAM,
    env: NodeJS.ProcessEnv = {},
  ): Promise<NodeTarget> {
    const [command = node, ...args] = [...before, node, '--inspect-port=0', ...options, program]
    const target = new NodeTarget(command, args, env)
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

  /** Ports that it listens on, as the kernel tells. */
  ports(): number[] {
    return portsOf(this.pid)
  }

  /** What a leak would show in. */
  counts(): { readonly descriptors: number; readonly threads: number; readonly rssKb: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'latin1')
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    const descriptors = readdirSync(`/proc/${this.pid}/fd`).length
    return { descriptors, threads: number('Threads'), rssKb: number('VmRSS') }
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

/** Ports that a process listens on, ascending. */
export function portsOf(pid: number): number[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map(fd => linkOf(`/proc/${pid}/fd/${fd}`)))
  const listening = ['tcp', 'tcp6'].flatMap(table =>
    readFileSync(`/proc/${pid}/net/${table}`, 'latin1')
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(words => words[3] === '0A' && own.has(`socket:[${words[9]}]`))
      .map(words => Number.parseInt(words[1]?.split(':').at(-1) ?? '', 16)),
  )
  return listening.sort((a, b) => a - b)
}

/** Undefined where it has been closed meanwhile. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
