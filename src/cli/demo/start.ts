/** Starts the program of a demo: it ends with us, however we end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { clean } from '../../model/text.ts'
import type { Demo, DemoRuntime } from './demo.ts'

export interface StartedDemo {
  readonly pid: number
  /** What it says of itself. */
  readonly said: string
  /** Ends it; resolves once it has ended. */
  end(): Promise<void>
}

/** What each program is run by, and the words before its file. */
const RUNNERS: Readonly<Record<DemoRuntime, readonly string[]>> = {
  // Its inspector would open on any port that is free, and not where another's may be.
  node: [process.execPath, '--inspect-port=0'],
  python: ['python3'],
  java: ['java'],
}
/** A JVM compiles its program first. */
const READY_MS = 20_000
const MOST_SAID = 4096

/** Beside the program, as it was installed. */
export function demoFolder(): string {
  return join(__dirname, '..', 'test', 'targets', 'demos')
}

/**
 * Resolves once the program has said that it is ready.
 *
 * @throws {Error} saying what is missing, or what the program complained of
 */
export async function startDemo(demo: Demo, folder: string): Promise<StartedDemo> {
  const [runner = '', ...words] = RUNNERS[demo.runtime]
  // It ends once its input does, so it ends with us even where we are killed.
  const child = spawn(runner, [...words, join(folder, demo.file)], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve())
  })
  child.stdin.on('error', () => {})
  const said = await readiness(child, demo, runner)
  // What it says from here on has nobody to read it, and must not hold it up.
  child.stdout.resume()
  child.stderr.resume()
  return {
    pid: child.pid ?? 0,
    said,
    async end() {
      child.stdin.end()
      child.kill('SIGKILL')
      await ended
    },
  }
}

function readiness(child: ChildProcess, { id, runtime }: Demo, runner: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let [output, complaint] = ['', '']
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`demo ${id}: ${why}`))
    }
    const timer = setTimeout(fail, READY_MS, `it was not ready within ${READY_MS / 1000} s`)
    child.once('error', error => {
      fail('code' in error && error.code === 'ENOENT' ? `it needs ${runner}, which is not installed` : error.message)
    })
    child.stderr?.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-MOST_SAID)
    })
    child.stdout?.on('data', (bytes: Buffer) => {
      output = (output + bytes.toString()).slice(0, MOST_SAID)
      const end = output.indexOf('\n')
      if (end < 0) return
      clearTimeout(timer)
      resolve(clean(output.slice(0, end)))
    })
    child.once('close', code => {
      const last = clean(complaint.trim().split('\n').at(-1) ?? '')
      fail(`its ${runtime} program ended${last === '' ? ` with ${code}` : `: ${last}`}`)
    })
  })
}
