/** Processes of the tests' own for the program to show and to act on. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'

export interface TestChild {
  readonly pid: number
  /** What it printed first. */
  readonly said: string
  /** Sends it a line. */
  tell(line: string): void
  kill(signal: NodeJS.Signals): void
  /** Resolves when it has ended: by which code or which signal. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts a program and waits until it has printed a line; ended with the test at the latest. */
export async function startChild(command: string, ...args: readonly string[]): Promise<TestChild> {
  const child: ChildProcessWithoutNullStreams = spawn(command, args)
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} cannot be started`)
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const silent = ended.then(({ code }) => Promise.reject(new Error(`${command} ended with ${code} without a word`)))
  const [said] = await Promise.race([once(child.stdout, 'data'), silent])
  // From now on its end is no failure.
  silent.catch((error: unknown) => error)
  return {
    pid,
    said: String(said),
    tell: line => child.stdin.write(`${line}\n`),
    kill: signal => child.kill(signal),
    ended,
  }
}

/** `count` shells in the order of their pids; each waits for a line and then uses all of a core. */
export async function startBurners(count: number): Promise<TestChild[]> {
  const script = 'echo ready; read line; while :; do :; done'
  const burners = await Promise.all(Array.from({ length: count }, () => startChild('sh', '-c', script)))
  return burners.sort((a, b) => a.pid - b.pid)
}

/** A process with this much memory of its own and more, in bytes; its name tells. */
export function startHoarder(bytes: number): Promise<TestChild> {
  const script = `globalThis.hoard = Buffer.alloc(${bytes}, 1); process.stdin.resume(); console.log('ready')`
  return startChild(process.execPath, '-e', script)
}

/** Another process that does nothing but wait. */
export function startIdler(): Promise<TestChild> {
  return startChild('sh', '-c', 'echo ready; read line')
}

/** A shell with a child that has two children, which all wait, and end with the first of them. */
export async function startFamily(): Promise<{
  readonly shell: number
  readonly child: number
  readonly grandchildren: readonly [number, number]
}> {
  // What is started in the background would read /dev/null, and end at once.
  const waiting = "sh -c 'read line; :' <&3 &"
  const child = `exec 3<&0; ${waiting} first=$!; ${waiting} echo $$ $first $!; wait; :`
  const { pid, said } = await startChild('sh', '-c', 'sh -c "$0"; :', child)
  const [middle = 0, first = 0, second = 0] = said.split(' ').map(Number)
  return { shell: pid, child: middle, grandchildren: first < second ? [first, second] : [second, first] }
}

/** The processes of the session of this leader that have not ended, the leader's own pid among them while it lives. */
export function sessionMembers(leader: number, pids: readonly number[]): number[] {
  return pids.filter(pid => {
    const stat = statOf(pid)
    return stat !== undefined && stat.state !== 'Z' && stat.session === leader
  })
}

/** As proc_pid_stat(5); undefined when there is no such process. */
function statOf(pid: number): { state: string; session: number } | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
  const [state = '', , , session] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state, session: Number(session) }
}
