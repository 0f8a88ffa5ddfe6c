/**
 * What a Node is doing now. Nothing is paused: V8 interrupts what runs to ask the guard, which looks at the stack that it is
 * called on, see guard/stack.ts. Where nothing of the program runs that is empty.
 */
import { NoAnswer, type ThreadStack } from '../session.ts'
import { Attached } from './attached.ts'
import type { GuardOptions } from './guard/guard.ts'
import { fileOf, numberOf, textOf } from './profile.ts'
import { objectOf, type Protocol } from './protocol.ts'
import type { Workers } from './workers.ts'

const STACK_MS = 1000
const BUSY = 'does not answer: it is in a call of its own'

/** What they are asked by. */
interface Asked {
  /** What it is told over this interrupts the main thread. */
  readonly attached: Attached
  /** Of guards in worker threads. */
  readonly options: GuardOptions
  readonly workers: Workers
}

/** The main thread's first, then its workers', who are reached by way of it. @throws {NoAnswer} */
export async function readStacks(
  { attached, options, workers }: Asked,
  mainTid: number,
): Promise<readonly ThreadStack[]> {
  const own = stackOf(attached.protocol, { name: 'main', tid: mainTid }, async () => await framesOf(attached))
  return (await Promise.all([own, stacksOf(workers, { ...options, closes: false, inWorker: true })])).flat()
}

async function stacksOf(workers: Workers, options: GuardOptions): Promise<readonly ThreadStack[]> {
  let leave: (() => void) | undefined
  try {
    leave = await workers.use(() => {}, STACK_MS)
    const stacks = workers.all.map(({ title, protocol }) =>
      stackOf(protocol, { name: title, tid: undefined }, async () => {
        const guard = await Attached.bring(protocol, options, STACK_MS)
        try {
          return await framesOf(guard)
        } finally {
          guard.tell('leave')
        }
      }),
    )
    return await Promise.all(stacks)
  } catch (error) {
    // The main thread is busy, which is said of it.
    if (!(error instanceof NoAnswer)) throw error
    return []
  } finally {
    leave?.()
  }
}

async function stackOf(
  protocol: Protocol,
  thread: Pick<ThreadStack, 'name' | 'tid'>,
  read: () => Promise<ThreadStack['frames']>,
): Promise<ThreadStack> {
  try {
    const frames = await read()
    return { ...thread, frames, state: frames.length === 0 ? 'idle' : undefined }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (!protocol.isOpen && thread.tid !== undefined) throw error
    return { ...thread, frames: [], state: protocol.isOpen ? BUSY : 'has ended' }
  }
}

async function framesOf(guard: Attached): Promise<ThreadStack['frames']> {
  const frames = await guard.ask('stack', [], STACK_MS)
  if (!Array.isArray(frames)) throw new NoAnswer('it does not tell its stack')
  return frames.map((frame: unknown) => {
    const { functionName, url, lineNumber } = objectOf(frame)
    return { file: fileOf(textOf(url)), line: numberOf(lineNumber) + 1, function: textOf(functionName) }
  })
}
