/**
 * Attaches to a JVM, says `attached` and stays so until it is ended. Or gets as far as the signal, says `signalling`, sends
 * none, and waits.
 *
 *     attach.mjs PID [unsignalled]
 */
import { attachJava } from '../../../../src/runtime/java/attach.ts'
import { thisSystem } from '../system.ts'

const real = thisSystem()
const system = process.argv[3] === undefined ? real : { ...real, kill: () => console.log('signalling') }
const seen = system.lookAt(Number(process.argv[2]))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const session = await attachJava(seen.id, ['makes-file', 'pause', 'collects'], system, new AbortController().signal)
if ('failed' in session) throw new Error(session.failed)
console.log('attached')
setInterval(() => {}, 1000)
