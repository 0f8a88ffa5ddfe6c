/**
 * Attaches to a Node, says `attached` and stays so until it is ended. With more consent than it needs it also traces allocations,
 * listens for collections, and looks for the line that leaks most again and again.
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
const attached = session
if (more.length > 0) {
  await session.startTracing({ frames: 1, everyBytes: 20_168 })
  await session.events(() => {})
  void findForEver()
}
console.log('attached')
setInterval(() => {}, 1000)

async function findForEver(): Promise<void> {
  for (;;) {
    const { traces } = await attached.snapshot()
    const [most] = [...traces].sort((a, b) => b.bytes - a.bytes)
    // It comes back where there was too little to see.
    if (most?.frames[0] !== undefined) await attached.hotLines(most.frames[0], 1e6)
  }
}
