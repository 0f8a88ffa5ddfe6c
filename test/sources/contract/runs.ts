/** Programs that have a source to themselves, and what they told. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { bundleProgram } from '../../support/bundle.ts'
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

interface Holdings {
  readonly descriptors: number
  readonly rssBytes: number
}

export interface FlatReading extends Holdings {
  readonly scans: number
  readonly processes: number
  readonly children: number
  readonly heapBytes: number
  /** Of all children together, and theirs. */
  readonly helpers: Holdings
}

export type FlatRun = readonly FlatReading[]

/** From the first reading to the last; what is not a leak does not grow with the number of scans. */
export const TOLERATED = {
  /** Of a process that is kept a source may hold two. */
  descriptors: 16,
  heapBytes: 2 * 1024 ** 2,
  rssBytes: 32 * 1024 ** 2,
  /** Of helpers, in whose heap nobody collects garbage, and who may keep what they read of a process until later. */
  helpers: { descriptors: 64, rssBytes: 64 * 1024 ** 2 },
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

/** How much more there was in the end than in the beginning. Of descriptors, those are left out that are one process's. */
export function grown(readings: FlatRun): Omit<FlatReading, 'scans' | 'processes'> {
  const [first, last] = [readings[0], readings.at(-1)]
  if (first === undefined || last === undefined) throw new Error('no readings')
  const kept = 2 * Math.max(0, last.processes - first.processes)
  return {
    children: last.children - first.children,
    descriptors: last.descriptors - first.descriptors - kept,
    heapBytes: last.heapBytes - first.heapBytes,
    rssBytes: last.rssBytes - first.rssBytes,
    helpers: {
      descriptors: last.helpers.descriptors - first.helpers.descriptors - kept,
      rssBytes: last.helpers.rssBytes - first.helpers.rssBytes,
    },
  }
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
