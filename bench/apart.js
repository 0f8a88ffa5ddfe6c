/** Processes that are looked at, in a pid namespace of their own where that is permitted. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closing } from './cleanup.js'
import { childrenOf, unlessGone } from './processes.js'

/**
 * @typedef {object} Apart
 * @property {string} ready what it said when all was there
 * @property {boolean} isolated whether they are in a namespace of their own
 * @property {string} proc the `/proc` that a monitor sees there
 * @property {import('node:child_process').ChildProcessWithoutNullStreams} child which is told and answers
 * @property {(command: string, args: string[]) => { command: string, args: string[] }} inside how to start a program there
 * @property {() => Promise<void>} close ends all of it
 */

/**
 * Starts a program as the first process of a namespace, and waits until it says that all is there. It is to end, and
 * all that it started with it, when its input does.
 *
 * @param {string[]} command
 * @returns {Promise<Apart>}
 */
export async function startApart(command) {
  const namespace = namespaceFlags()
  const [file = '', ...args] =
    namespace === undefined
      ? command
      : ['unshare', ...namespace, '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL', ...command]
  // A group of its own, so that it can be ended as one; its input closes with us, which ends it too.
  const child = spawn(file, args, { stdio: 'pipe', detached: true })
  const root = child.pid ?? 0
  let first = root
  // The end of a namespace's first process is that of all others in it.
  const end = closing(() => unlessGone(() => process.kill(first === root ? -root : first, 'SIGKILL')))
  const exited = once(child, 'exit')
  // unshare has something to say even when it is ended as it should be.
  let said = ''
  child.stderr.on('data', text => {
    said += text
  })
  const gone = exited.then(() => {
    throw new Error(`the processes to look at could not be started: ${said.trim()}`)
  })
  const [ready] = await Promise.race([once(child.stdout, 'data'), gone])
  gone.catch(() => {}) // from now on its end is ours

  first = namespace === undefined ? root : (childrenOf(root)[0] ?? root)
  return {
    ready: String(ready),
    isolated: namespace !== undefined,
    proc: namespace === undefined ? '/proc' : `/proc/${first}/root/proc`,
    child,
    inside: (command, args) =>
      namespace === undefined
        ? { command, args }
        : { command: 'nsenter', args: ['-t', String(first), ...enteringFlags(), '-p', '-m', '--', command, ...args] },
    async close() {
      end()
      // The kernel ends thousands of them one after the other, and whatever is measured next shall not see that.
      await exited
    },
  }
}

/**
 * @returns {string[] | undefined} what whoever runs this has to say to make a namespace; `undefined` when it is not permitted
 */
function namespaceFlags() {
  const flags = isRoot() ? [] : ['--user', '--map-root-user']
  const { status } = spawnSync('unshare', [...flags, '--pid', '--fork', '--mount-proc', 'nsenter', '--version'])
  return status === 0 ? flags : undefined
}

/** @returns {string[]} */
function enteringFlags() {
  return isRoot() ? [] : ['--user', '--preserve-credentials']
}

function isRoot() {
  return process.getuid?.() === 0
}
