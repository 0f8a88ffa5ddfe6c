/** A look at one process without /proc: whether its pid is in use, by ps(1) how old whoever has it is, the rest as listed. */
import { execFileSync } from 'node:child_process'
import type { ProcessRecord } from '../../model/process.ts'
import { isDenied, isGone } from '../errors.ts'
import type { Refusal } from '../process-files.ts'
import type { LookAt, Looked, Sighting } from '../sighting.ts'
import { parseElapsed } from './elapsed.ts'

/** A process as the last listing has it. */
export interface Listed {
  readonly record: Pick<ProcessRecord, 'id' | 'ppid' | 'state' | 'kernelThread' | 'threads' | 'nice'>
  /** How old it was then, to a second. */
  readonly ageMs: number
  /** When that was: monotonic milliseconds, as {@link LooksOptions.now} has them. */
  readonly atMs: number
}

export interface LooksOptions {
  /** Whoever the last listing has with this pid. */
  listed(pid: number): Listed | undefined
  readonly platform?: NodeJS.Platform
  /** kill(2): throws with the system's code; `process.kill` if not told otherwise. */
  kill?(pid: number, signal: 0): unknown
  /** What ps(1) prints with these arguments; see {@link runPs}. */
  ps?(args: readonly string[]): PsAnswer
  /** Monotonic milliseconds; performance.now() if not told otherwise. */
  now?(): number
}

/** `none`: it knows of no such process. `failed`: it is not there, does not understand, or does not come back. */
export type PsAnswer = { readonly output: string } | 'none' | 'failed'

export interface Looks {
  readonly look: LookAt
  readonly glance: LookAt
  readonly threads: ((pid: number) => readonly number[] | Refusal) | undefined
}

/** Ages are told in whole seconds, and a listing takes its time. */
const SAME_AGE_MS = 2_000
/** For so long whoever was listed is taken for whoever has the pid, where its age cannot be told: systems hand pids out in a circle, but for Windows, which takes some time too. */
const LISTING_HOLDS_MS = 15_000
/** It is answered within milliseconds; the keys wait for it. */
const PS_DEADLINE_MS = 1_000

// One by one: of several behind one -o the first header would be all that follows its sign, says POSIX.
const ASKED = ['-o', 'etime=', '-o', 'nice=', '-o', 'state=']

/** How a source without files of processes looks at one. */
export function portableLooks(options: LooksOptions): Looks {
  const { listed, platform = process.platform, ps = runPs } = options
  const { now = () => performance.now(), kill = (pid, signal) => process.kill(pid, signal) } = options

  const isThere = (pid: number): boolean => {
    try {
      kill(pid, 0)
      return true
    } catch (error) {
      if (isGone(error)) return false
      // Somebody else's is there too.
      if (isDenied(error)) return true
      throw error
    }
  }

  /** Whoever was listed, if that can still be. */
  const asListed = (known: Listed | undefined): Looked => {
    if (known === undefined || now() - known.atMs > LISTING_HOLDS_MS) return 'unreadable'
    return sightingOf(known)
  }

  const glance = (pid: number): Looked => (isThere(pid) ? asListed(listed(pid)) : 'gone')

  const look = (pid: number): Looked => {
    if (!isThere(pid)) return 'gone'
    const known = listed(pid)
    if (known === undefined) return 'unreadable'
    const answer = platform === 'win32' ? 'failed' : ps([...ASKED, '-p', String(pid)])
    if (answer === 'none') return 'gone'
    const line = answer === 'failed' ? undefined : parsePs(answer.output)
    if (line === undefined) return asListed(known)
    const ageMs = known.ageMs + (now() - known.atMs)
    if (Math.abs(line.ageMs - ageMs) > SAME_AGE_MS) return 'reused'
    return sightingOf(known, line)
  }

  const threads = (pid: number): readonly number[] | Refusal => {
    const answer = ps(['-L', '-o', 'lwp=', '-p', String(pid)])
    if (answer === 'none') return 'gone'
    if (answer === 'failed') return 'absent'
    return answer.output
      .split('\n')
      .map(Number)
      .filter(tid => tid > 0)
  }

  // Only Linux has a nice value for each thread, sched(7); elsewhere it is the process's.
  return { look, glance, threads: platform === 'linux' ? threads : undefined }
}

/** What `ps` says of one that may have changed since it was listed. */
interface PsLine {
  readonly ageMs: number
  readonly nice: number | undefined
  readonly isZombie: boolean
}

/** `      03:12   0 Ss`: the nice value of what is scheduled otherwise is `-`. */
function parsePs(output: string): PsLine | undefined {
  const [, elapsed = '', nice = '', state = ''] = /^\s*(\S+)\s+(\S+)\s+(\S+)\s*$/.exec(output) ?? []
  const seconds = parseElapsed(elapsed)
  if (seconds === undefined) return undefined
  const value = /^-?\d{1,3}$/.test(nice) ? Number(nice) : undefined
  return { ageMs: seconds * 1000, nice: value, isZombie: state.startsWith('Z') }
}

function sightingOf({ record }: Listed, line?: PsLine): Sighting {
  const { id, ppid, state, kernelThread, threads, nice } = record
  const now = line?.isZombie === true ? 'Z' : state
  return { id, ppid, state: now, kernelThread, threads, nice: line?.nice ?? nice }
}

/** Runs ps(1) and waits for it: milliseconds, so only right before something is done. */
export function runPs(args: readonly string[]): PsAnswer {
  try {
    const output = execFileSync('ps', args, {
      encoding: 'latin1',
      env: { ...process.env, LC_ALL: 'C' },
      timeout: PS_DEADLINE_MS,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return output.trim() === '' ? 'none' : { output }
  } catch (error) {
    return answerOf(error)
  }
}

/** With status 1 and not a word it says that there is nobody. */
function answerOf(error: unknown): PsAnswer {
  if (!(error instanceof Error)) throw error
  if ('status' in error && error.status === 1 && 'stdout' in error && 'stderr' in error)
    return error.stdout === '' && error.stderr === '' ? 'none' : 'failed'
  if ('code' in error || 'status' in error) return 'failed'
  throw error
}
