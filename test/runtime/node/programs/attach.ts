/**
 * Attaches to a Node, says `attached` and stays so until it is ended.
 *
 *     attach.mjs PID
 */
import { attachNode } from '../../../../src/runtime/node/session.ts'
import { thisSystem } from '../system.ts'

const system = thisSystem()
const seen = system.lookAt(Number(process.argv[2]))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const session = await attachNode(seen.id, ['opens-port', 'stderr-lines', 'pause'], system, new AbortController().signal)
if ('failed' in session) throw new Error(session.failed)
console.log('attached')
setInterval(() => {}, 1000)
