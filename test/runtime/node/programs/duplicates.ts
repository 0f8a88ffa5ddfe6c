/** Asks a Node for its equal texts, over and over, until it is ended. Says `asking` before. */
import { attachNode } from '../../../../src/runtime/node/session.ts'
import { EVERYTHING } from '../attaching.ts'
import { thisSystem } from '../system.ts'

const system = thisSystem()
const seen = system.lookAt(Number(process.argv[2]))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const session = await attachNode(seen.id, EVERYTHING, system, new AbortController().signal)
if ('failed' in session) throw new Error(session.failed)
console.log('asking')
for (;;) {
  await session.duplicates(true)
  console.log('answered')
}
