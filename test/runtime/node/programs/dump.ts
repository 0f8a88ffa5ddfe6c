/** Writes the heap of a Node into a file, and says `writing` as soon as some of it is there. `dump.mjs PID FILE` */
import { attachNode } from '../../../../src/runtime/node/session.ts'
import { EVERYTHING } from '../attaching.ts'
import { thisSystem } from '../system.ts'

const system = thisSystem()
const [pid, path = ''] = process.argv.slice(2)
const seen = system.lookAt(Number(pid))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const session = await attachNode(seen.id, EVERYTHING, system, new AbortController().signal)
if ('failed' in session) throw new Error(session.failed)
let said = false
await session.dump(path, bytes => {
  if (bytes > 0 && !said) console.log('writing')
  said ||= bytes > 0
})
setInterval(() => {}, 1000)
