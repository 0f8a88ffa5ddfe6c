/** Programs that have a source to themselves, and what they told. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { bundleProgram } from '../../support/bundle.ts'
import type { FlatReading, FlatRun } from './flatness.ts'
import { startedWith } from './self.ts'

/** Which source a program opens, where its tree is, and what it leaves behind on purpose. */
export type Opened = readonly [name: string, tree: string, leak?: string]

interface State {
  readonly descriptors: readonly string[]
  readonly children: readonly number[]
}

export interface ClosedRun {
  /** Undefined where it did not come to tell it. */
  readonly before: State | undefined
  readonly after: State | undefined
  readonly endedByItself: boolean
  /** Those whom it started, directly or not, and who outlived it; they are ended now. */
  readonly leftBehind: readonly number[]
}

/** @param patienceMs how long it may take */
export async function runClosed(opened: Opened, patienceMs: number): Promise<ClosedRun> {
  const { endedByItself, leftBehind, lines } = await run('test/sources/programs/closed.ts', opened, patienceMs)
  const { after, before } = lines[0] === undefined ? {} : (JSON.parse(lines[0]) as Record<'before' | 'after', State>)
  return { before, after, endedByItself, leftBehind }
}

/** @param scans after the warm-up */
export async function runFlat(opened: Opened, scans: number, patienceMs: number): Promise<FlatRun> {
  const { endedByItself, lines } = await run('test/sources/programs/flat.ts', [String(scans), ...opened], patienceMs)
  const readings = lines.map(line => JSON.parse(line) as FlatReading)
  if (!endedByItself) throw new Error(`after ${patienceMs / 1000} s it had come to ${JSON.stringify(readings.at(-1))}`)
  return readings
}

interface Run {
  readonly lines: readonly string[]
  readonly endedByItself: boolean
  readonly leftBehind: readonly number[]
}

async function run(entry: string, args: readonly (string | undefined)[], patienceMs: number): Promise<Run> {
  const program = await bundleProgram(entry)
  // Whoever it starts has this too, and can be told by it when its parent has ended.
  const [name, value] = ['NTOP_TEST_RUN', randomUUID()]
  const child = spawn(process.execPath, [program, ...args.filter(word => word !== undefined)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [name]: value },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const told = once(child.stdout, 'end')
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  const leftBehind = startedWith(`${name}=${value}`)
  for (const pid of leftBehind) process.kill(pid, 'SIGKILL')
  await told
  if (code !== 0 && code !== null) throw new Error(`${entry} ended with ${code}`)
  return { lines: text.split('\n').filter(line => line !== ''), endedByItself: code === 0, leftBehind }
}
