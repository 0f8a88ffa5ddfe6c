import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { type ProcessId, processId } from '../../../src/model/process.ts'
import { parsePidStat } from '../../../src/procfs/pid-stat.ts'
import { USUAL_UNITS } from '../../../src/procfs/units.ts'
import type { Beans } from './agreement.ts'

/** Where Debian and Red Hat have them. */
const HOMES = '/usr/lib/jvm'

/** Java programs of this machine: that of the path first, no JVM twice. */
export function installed(): string[] {
  const homes = existsSync(HOMES) ? readdirSync(HOMES).map(home => join(HOMES, home, 'bin/java')) : []
  const path = (process.env['PATH'] ?? '').split(':').map(folder => join(folder, 'java'))
  return [...new Set([...path, ...homes].filter(existsSync).map(java => realpathSync(java)))]
}

/**
 * `test/targets/Heap.java`, compiled so that JVMs from 11 on can run it, in a folder of its own that all may read; not in
 * /tmp, which one of them has of its own. Undefined where no compiler comes with the JVM.
 */
export async function compileHeap(java: string): Promise<{ readonly folder: string; remove(): void } | undefined> {
  const { stdout } = await promisify(execFile)(java, ['--list-modules'])
  if (!stdout.includes('jdk.compiler@')) return undefined
  const folder = mkdtempSync('/var/tmp/ntop-heap-')
  chmodSync(folder, 0o755)
  const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main', '--release', '11']
  await promisify(execFile)(java, [...compiler, '-nowarn', '-d', folder, 'test/targets/Heap.java'])
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A JVM that runs `test/targets/Heap.java` and does what it is told. */
export class Jvm {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  private constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('no output')
    this.#child = child
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  /** @param command that executes the JVM in its own place, or as its only child */
  static async start(...command: readonly [string, ...string[]]): Promise<Jvm> {
    const [program, ...args] = command
    const jvm = new Jvm(spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] }))
    // JVMs write their warnings to the same place.
    for (let line = await jvm.answer(); line !== 'ready'; ) line = await jvm.answer()
    return jvm
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('it did not start')
    return this.#child.pid
  }

  async ask(order: string): Promise<string> {
    this.#child.stdin?.write(`${order}\n`)
    return await this.answer()
  }

  async beans(): Promise<Beans> {
    return JSON.parse(await this.ask('figures')) as Beans
  }

  /** Only to it itself, which was started by us. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  /** The next line that it writes. */
  async answer(): Promise<string> {
    const { done, value } = await this.#lines.next()
    if (done === true) throw new Error('the JVM has ended')
    return value
  }
}

/** Whether this JVM has that collector: not every build has each. */
export async function hasCollector(java: string, options: readonly string[]): Promise<boolean> {
  const run = promisify(execFile)(java, [...options, '-version'])
  return await run.then(
    () => true,
    () => false,
  )
}

/** A process as a list has it: its identity and its start. */
export function processAt(pid: number): { readonly id: ProcessId; readonly pid: number; readonly startMs: number } {
  const bytes = readFileSync(`/proc/${pid}/stat`)
  const stat = parsePidStat(bytes, bytes.length, USUAL_UNITS)
  if (stat === undefined) throw new Error(`no process ${pid}`)
  return { id: processId(pid, stat.startTicks), pid, startMs: stat.startMs }
}

/** The only child of a process. */
export function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim())
}
