/**
 * What a Node is doing now. Nothing is paused: V8 interrupts what runs to answer us, and an error that is thrown then
 * has what was interrupted in its stack. Where nothing of the program runs the stack holds but our own line.
 */
import { NoAnswer, type ThreadStack } from '../session.ts'
import { fileOf, numberOf, textOf } from './profile.ts'
import { objectOf, type Protocol } from './protocol.ts'
import type { Workers } from './workers.ts'

const STACK_MS = 1000
/** No Error object: a program may have its own way to make the text of a stack, which would be called. */
const THROW = { expression: 'throw null', silent: true }
const BUSY = 'does not answer: it is in a call of its own'

/** The main thread's first, then its workers', who are reached by way of it. @throws {NoAnswer} */
export async function readStacks(main: Protocol, mainTid: number, workers: Workers): Promise<readonly ThreadStack[]> {
  const [own, others] = await Promise.all([stackOf(main, { name: 'main', tid: mainTid }), stacksOf(workers)])
  return [own, ...others]
}

async function stacksOf(workers: Workers): Promise<readonly ThreadStack[]> {
  let leave: (() => void) | undefined
  try {
    leave = await workers.use(() => {}, STACK_MS)
    return await Promise.all(
      workers.all.map(({ title, protocol }) => stackOf(protocol, { name: title, tid: undefined })),
    )
  } catch (error) {
    // The main thread is busy, which is said of it.
    if (!(error instanceof NoAnswer)) throw error
    return []
  } finally {
    leave?.()
  }
}

async function stackOf(protocol: Protocol, thread: Pick<ThreadStack, 'name' | 'tid'>): Promise<ThreadStack> {
  try {
    // Only while it is enabled V8 keeps the stacks of errors that nobody catches.
    const enabled = protocol.call('Runtime.enable', {}, STACK_MS)
    const [, thrown] = await Promise.all([enabled, protocol.call('Runtime.evaluate', THROW, STACK_MS)])
    const frames = framesOf(thrown)
    return { ...thread, frames, state: frames.length === 0 ? 'idle' : undefined }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (!protocol.isOpen && thread.tid !== undefined) throw error
    return { ...thread, frames: [], state: protocol.isOpen ? BUSY : 'has ended' }
  } finally {
    protocol.tell('Runtime.disable', {})
  }
}

/** Without our own, which is the innermost. */
function framesOf(thrown: Readonly<Record<string, unknown>>): ThreadStack['frames'] {
  const { callFrames } = objectOf(objectOf(thrown['exceptionDetails'])['stackTrace'])
  if (!Array.isArray(callFrames)) throw new NoAnswer('it does not tell its stack')
  return callFrames.slice(1).map((value: unknown) => {
    const { functionName, url, lineNumber } = objectOf(value)
    return { file: fileOf(textOf(url)), line: numberOf(lineNumber) + 1, function: textOf(functionName) }
  })
}
