/**
 * Attaches to a Node, says `attached` and stays so until it is ended. With more consent than it needs it also traces allocations,
 * listens for collections, and looks for the line that leaks most for as long.
 *
 *     attach.mjs PID [EFFECT …]
 */
import type { Effect } from '../../../../src/runtime/detection.ts'
import { attachNode } from '../../../../src/runtime/node/session.ts'
import { thisSystem } from '../system.ts'

const system = thisSystem()
const [pid, ...more] = process.argv.slice(2)
const seen = system.lookAt(Number(pid))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const consent = ['opens-port', 'stderr-lines', 'pause', ...more] as Effect[]
const session = await attachNode(seen.id, consent, system, new AbortController().signal)
if ('failed' in session) throw new Error(session.failed)
if (more.length > 0) {
  await session.startTracing({ frames: 1, everyBytes: 20_168 })
  await session.events(() => {})
  const { traces } = await session.snapshot()
  const [most] = [...traces].sort((a, b) => b.bytes - a.bytes)
  if (most?.frames[0] !== undefined) void session.hotLines(most.frames[0], 1e6).catch(() => {})
}
console.log('attached')
setInterval(() => {}, 1000)
