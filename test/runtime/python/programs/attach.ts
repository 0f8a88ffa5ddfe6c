/**
 * Attaches to a Python, says `asked` once it is waited for it and `attached` once it is so, and stays until it is ended.
 *
 *     attach.mjs PID
 */
import { attachPython } from '../../../../src/runtime/python/session.ts'
import { thisSystem } from '../system.ts'

const system = thisSystem()
const seen = system.lookAt(Number(process.argv[2]))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const consent = ['writes-memory', 'makes-file', 'runs-code'] as const
const session = await attachPython(seen.id, consent, system, new AbortController().signal, {
  agent: 'def answer(call, args, emit):\n    return call\ndef undo():\n    return {"restored": [], "leftBehind": []}\n',
  waitMs: 600_000,
  onWaiting: () => console.log('asked'),
})
if ('failed' in session) throw new Error(session.failed)
console.log('attached')
setInterval(() => {}, 1000)
