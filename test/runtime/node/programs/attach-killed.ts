/**
 * Attaches to a Node, and is killed with its group (SIGKILL) right after it has signalled it.
 *
 *     attach-killed.mjs PID CLOSER
 */
import { attachNode } from '../../../../src/runtime/node/session.ts'
import { thisSystem } from '../system.ts'

const [pid, closer] = process.argv.slice(2)
const system = thisSystem(closer)
const seen = system.lookAt(Number(pid))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const kill = (target: number, signal: number) => {
  process.kill(target, signal)
  process.kill(0, 'SIGKILL')
}
await attachNode(seen.id, ['opens-port', 'stderr-lines', 'pause'], { ...system, kill }, new AbortController().signal)
