import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

interface Target {
  readonly command: readonly [string, ...string[]]
  /** User to run as where that is allowed: ids that every system has, if under other names. */
  readonly uid?: number
  readonly stopped?: true
}

const DAEMON = 1
const MAIL = 8
const NOBODY = 65534

/** The processes that the pictures show: small ones, each with something to be seen. */
const TARGETS: readonly Target[] = [
  { command: ['bash', '-c', 'ulimit -n 96 && exec node cache.js'] },
  { command: ['node', 'shop.js'] },
  { command: ['nice', '-n', '19', 'sh', 'report.sh'], uid: NOBODY },
  { command: ['nice', '-n', '10', 'sh', 'backup.sh'] },
  { command: ['sh', 'log.sh'] },
  { command: ['tail', '-F', 'access.log'], uid: MAIL },
  { command: ['sh', 'orphan.sh'], uid: MAIL },
  { command: ['sleep', '100000'], uid: DAEMON, stopped: true },
  { command: ['sh', '-c', 'while sleep 5; do :; done'], uid: NOBODY },
  { command: ['sh', '-c', 'while sleep 2; do date >clock.txt; done'] },
  { command: ['tail', '-f', '/dev/null'], uid: DAEMON },
]

/** Processes that run. */
export interface RunningTargets {
  /** Starts one more, in the same folder; what is returned ends it. */
  also(command: Target['command']): () => Promise<void>
  /** Ends them all and removes the folder. */
  end(): Promise<void>
}

/**
 * Starts the processes, in a folder of their own. One that cannot be started, or that ends by itself, is an uncaught
 * error: without it the pictures would be of something else.
 *
 * @param source where the targets' programs are
 * @param otherUsers whether this process may start others as another user
 */
export function startTargets(source: string, otherUsers: boolean): RunningTargets {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'))
  chmodSync(folder, 0o755)
  cpSync(source, folder, { recursive: true })
  const children = TARGETS.map(target => start(target, folder, otherUsers))
  return {
    also(command) {
      const child = start({ command }, folder, otherUsers)
      return () => stop(child)
    },
    async end() {
      await Promise.all(children.map(stop))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Seen in a picture: nothing of whoever takes it, and something that is covered. */
const PROGRAMS = ['/usr/local/bin', '/usr/bin', '/bin']
const ENVIRONMENT = {
  PATH: [...new Set([dirname(process.execPath), ...PROGRAMS])].join(':'),
  HOME: '/home/demo',
  LANG: 'C.UTF-8',
  SHOP_API_TOKEN: 'shown to nobody',
  CACHE_LIMIT: '2048',
}

function start({ command: [file, ...args], uid, stopped }: Target, cwd: string, otherUsers: boolean): ChildProcess {
  // Each leads a group, so that what it started ends with it.
  const options = { cwd, stdio: 'ignore', detached: true, env: ENVIRONMENT } as const
  const child = spawn(file, args, otherUsers && uid !== undefined ? { ...options, uid, gid: uid } : options)
  const failed = (cause: unknown) => {
    throw new Error(`"${file} ${args.join(' ')}", which the pictures are to show, does not run`, { cause })
  }
  child.once('error', failed)
  child.once('exit', failed)
  if (stopped) child.kill('SIGSTOP')
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  child.removeAllListeners('exit')
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGKILL')
  await ended
}
