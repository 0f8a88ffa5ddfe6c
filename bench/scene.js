/**
 * The machine that is looked at: a known number of processes, in a pid namespace of their own where that is permitted,
 * so that nothing else on the machine is in the picture.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Scene
 * @property {number} processes how many processes a monitor sees there, itself not counted
 * @property {boolean} mixed whether some of them have threads, wake and work; without a C compiler all only sleep
 * @property {boolean} isolated whether they are in a namespace of their own
 * @property {string} proc the `/proc` that a monitor sees there
 * @property {(command: string, args: string[]) => { command: string, args: string[] }} inside how to start a program there
 * @property {() => void} close ends all of it
 */

/** After this time the processes end by themselves, whatever became of us. */
const LIMIT_SEC = 3600

/**
 * @param {number} count processes to make
 * @returns {Promise<Scene>}
 */
export async function openScene(count) {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-bench-'))
  const program = compile(folder)
  const own = program ?? sleepers(folder)
  const isolated = mayUnshare()
  const command = [own, String(count), String(LIMIT_SEC)]
  const [file = '', ...args] = isolated
    ? ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL', ...command]
    : command
  // A group of its own, so that it can be ended as one; its input closes with us, which ends it too.
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const gone = once(child, 'exit').then(() => {
    throw new Error('the processes to look at could not be started')
  })
  await Promise.race([once(child.stdout, 'data'), gone])
  gone.catch(() => {}) // from now on its end is ours

  const root = child.pid ?? 0
  const first = isolated ? onlyChild(root) : root
  const proc = isolated ? `/proc/${first}/root/proc` : '/proc'
  return {
    processes: readdirSync(proc).filter(name => /^\d+$/.test(name)).length,
    mixed: program !== undefined,
    isolated,
    proc,
    inside: (command, args) =>
      isolated
        ? { command: 'nsenter', args: ['-t', String(first), '-p', '-m', '--', command, ...args] }
        : { command, args },
    close() {
      process.kill(-root, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * The pid of the only child of a process, as proc_tid_children(5) has it.
 *
 * @param {number} pid
 * @returns {number}
 */
export function onlyChild(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())
}

/**
 * @param {string} folder
 * @returns {string | undefined} the compiled program; `undefined` without a C compiler
 */
function compile(folder) {
  const source = fileURLToPath(new URL('./population.c', import.meta.url))
  const program = join(folder, 'population')
  const { status, error, stderr } = spawnSync('cc', ['-O1', '-pthread', '-o', program, source], { encoding: 'utf8' })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined
  if (error !== undefined || status !== 0) throw error ?? new Error(stderr)
  return program
}

/**
 * Without a compiler: as many processes, all asleep.
 *
 * @param {string} folder
 * @returns {string}
 */
function sleepers(folder) {
  const script = `#!/bin/sh
i=1
while [ $i -lt "$1" ]; do sleep "$2" & i=$((i + 1)); done
echo ready
cat > /dev/null
kill -KILL 0
`
  const path = join(folder, 'population')
  writeFileSync(path, script, { mode: 0o755 })
  return path
}

function mayUnshare() {
  return spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'nsenter', '--version']).status === 0
}
