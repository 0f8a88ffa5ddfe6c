import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Births } from '../../src/sources/linux/listing.ts'

/** Where `test/targets/child.c` was compiled to, in a temporary folder of its own. */
export interface CompiledTarget {
  readonly program: string
  readonly folder: string
  remove(): void
}

/** Below `/proc`: a process, of which is read what its first thread does, or any thread. */
type TaskPath = number | `${number}/task/${number}`

export async function compileTarget(): Promise<CompiledTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-target-'))
  const program = join(folder, 'child')
  const source = 'test/targets/child.c'
  await promisify(execFile)('cc', ['-O2', '-Wall', '-Wextra', '-Werror', '-pthread', '-o', program, source])
  return { program, folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A child that does what it is told, see `test/targets/child.c`. Its own children end with it. */
export class Target {
  readonly #child: ChildProcess
  readonly #answers: string[] = []
  #waiting: { resolve(answer: string): void; reject(error: Error): void } | undefined
  #ended = false

  private constructor(program: string) {
    this.#child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n')
      text = lines.pop() ?? ''
      this.#answers.push(...lines)
      this.#settle()
    })
    this.#child.once('exit', () => {
      this.#ended = true
      this.#settle()
    })
  }

  /** Starts it, and waits until it waits for its first order. */
  static async start(program: string): Promise<Target> {
    const target = new Target(program)
    await target.answer()
    return target
  }

  get pid(): number {
    const { pid } = this.#child
    if (pid === undefined) throw new Error('the child did not start')
    return pid
  }

  /** Gives an order, and waits until it is done and the child waits for the next one. */
  ask(order: string): Promise<string> {
    this.tell(order)
    return this.answer()
  }

  async pids(order: string): Promise<number[]> {
    const pids = (await this.ask(order)).trim().split(' ').map(Number)
    for (const pid of pids) await blocked(pid)
    return pids
  }

  /** Gives an order without waiting for the answer: it has been written when this returns. */
  tell(order: string): void {
    this.#child.stdin?.write(`${order}\n`)
  }

  async answer(): Promise<string> {
    const answer = await new Promise<string>((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#settle()
    })
    await blocked(this.pid)
    return answer
  }

  async end(): Promise<void> {
    if (this.#ended) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  #settle(): void {
    const waiting = this.#waiting
    const answer = this.#answers[0]
    if (waiting === undefined) return
    if (answer !== undefined) {
      this.#answers.shift()
      this.#waiting = undefined
      waiting.resolve(answer)
    } else if (this.#ended) {
      waiting.reject(new Error('the child has ended'))
    }
  }
}

/** Waits until a process's first thread has left its processor and waits for something. */
export async function blocked(pid: number): Promise<void> {
  while (!isBlocked(pid)) await new Promise(resolve => setTimeout(resolve, 1))
}

/**
 * Whether it waits for something. The file says `running` of whoever runs or is about to; the state in its line is set a
 * moment before it stops to run.
 */
export function isBlocked(pid: TaskPath): boolean {
  return !readFileSync(`/proc/${pid}/syscall`, 'latin1').startsWith('running')
}

/** Numbers of `/proc/PID/stat` by their place in proc_pid_stat(5), from the fourth on. */
export function lineOf(pid: number): (field: number) => number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const words = text.slice(text.lastIndexOf(') ') + 2).split(' ')
  return field => Number(words[field - 3])
}

/** Processor time by the kernel's line, which counts in ticks. */
export function tickedMs(pid: number): number {
  const line = lineOf(pid)
  return (line(14) + line(15)) * 10
}

/** Processor time of its children that it waited for, by the same line. */
export function childrenMs(pid: number): number {
  const line = lineOf(pid)
  return (line(16) + line(17)) * 10
}

/** Processor time of the first thread, or of another by its `PID/task/TID`, by the scheduler's account. */
export function ranMs(pid: TaskPath): number {
  return Number.parseInt(readFileSync(`/proc/${pid}/schedstat`, 'latin1'), 10) / 1e6
}

/** Processor time of all threads that live, by the scheduler's account. */
export function threadsRanMs(pid: number): number {
  return threadsOf(pid).reduce((sum, tid) => sum + ranMs(`${pid}/task/${tid}`), 0)
}

export function threadsOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).map(Number)
}

/** What the kernel counts of those who come. */
export function births(): { readonly [Counter in keyof Births]-?: number } {
  return { forks: forksSinceBoot(), lastPid: Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ')[4]) }
}

/** Processes and threads made since boot, all over the machine. */
export function forksSinceBoot(): number {
  return Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1])
}
