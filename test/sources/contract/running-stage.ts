import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { blocked } from '../target.ts'
import { type Actor, HOSTILE_ARGUMENT, SECOND_NAME, type Stage, type Worker } from './stage.ts'

/** What a worker says of itself: its processor time, and the moment, both in milliseconds. */
export interface Report {
  readonly cpuMs: number
  readonly atMs: number
}

export interface Burner extends Worker {
  report(): Promise<Report>
}

/** Says it is ready, waits for a line, and then becomes the program that is its first argument, which does the same. */
const SLEEP = 'echo ready; read line; exec "$1" -c "echo ready; read line" "$2"'

/** Is never idle, and answers each line with a {@link Report}. */
const BURN = `
const say = () => {
  const { user, system } = process.cpuUsage()
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, atMs: performance.now() }))
}
process.stdin.on('data', say).on('end', () => process.exit())
const burn = () => {
  for (const until = performance.now() + 5; performance.now() < until;);
  setImmediate(burn)
}
burn()
`

const HOLD = `
globalThis.held = Buffer.alloc(Number(process.argv[1]), 1)
process.stdin.resume()
console.log('ready')
`

/** Children of this process. */
export class RunningStage implements Stage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ntop-stage-'))
  readonly #children: Child[] = []

  async sleeper(name = 'first'): Promise<Actor> {
    const args = ['-c', SLEEP, HOSTILE_ARGUMENT, this.#shell(SECOND_NAME), HOSTILE_ARGUMENT]
    const child = this.#start(this.#shell(name), args)
    const isReady = async (): Promise<void> => {
      await child.line()
      await blocked(child.pid)
    }
    await isReady()
    return {
      pid: child.pid,
      ppid: process.pid,
      async become(): Promise<void> {
        child.tell()
        await isReady()
      },
      end: () => child.end(),
    }
  }

  worker(): Promise<Burner> {
    return this.burner()
  }

  async burner(): Promise<Burner> {
    const child = this.#start(process.execPath, ['-e', BURN])
    const report = async (): Promise<Report> => {
      child.tell()
      return JSON.parse(await child.line()) as Report
    }
    let last = await report()
    return {
      pid: child.pid,
      report,
      async work(cpuMs): Promise<void> {
        const { cpuMs: before } = last
        for (last = await report(); last.cpuMs < before + cpuMs; last = await report()) await pause()
      },
    }
  }

  /** A process that has touched this much memory. */
  async holder(bytes: number): Promise<number> {
    const child = this.#start(process.execPath, ['-e', HOLD, String(bytes)])
    await child.line()
    return child.pid
  }

  async clear(): Promise<void> {
    await Promise.all(this.#children.map(child => child.end()))
    rmSync(this.#folder, { recursive: true })
  }

  #start(command: string, args: readonly string[]): Child {
    const child = new Child(command, args)
    this.#children.push(child)
    return child
  }

  /** The shell under another name: a process has its name from the path that it was started by. */
  #shell(name: string): string {
    const path = join(this.#folder, name)
    try {
      symlinkSync(realpathSync('/bin/sh'), path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    return path
  }
}

/** Between two questions about a state that is waited for. */
export function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20))
}

/** A program that says lines and is told lines. */
class Child {
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lines: AsyncIterator<string>

  constructor(command: string, args: readonly string[]) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#process = child
    this.#ended = once(child, 'exit')
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  get pid(): number {
    const { pid } = this.#process
    if (pid === undefined) throw new Error('the child did not start')
    return pid
  }

  tell(): void {
    this.#process.stdin?.write('\n')
  }

  /** The next line that it says. */
  async line(): Promise<string> {
    const { done, value } = await this.#lines.next()
    if (done === true) throw new Error('the child has ended')
    return value
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended
  }
}
