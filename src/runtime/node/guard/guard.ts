/** The code that is put into a Node: it answers our questions, and undoes itself once our connection is gone. */
import type { Params } from '../protocol.ts'
import { CLIENTS } from './clients.ts'
import { CLOSING } from './closing.ts'
import { COLLECTIONS } from './collections.ts'
import { HEAP } from './heap.ts'
import { LINE } from './line.ts'
import { MARKS } from './marks.ts'
import { STACK } from './stack.ts'
import { TYPES } from './types.ts'

/** So often it looks whether our connection is there, in milliseconds. */
export const LOOK_MS = 5000

export interface GuardOptions {
  /** The target's end of our connection, as it sees that: `/proc/self/fd/21` and `socket:[4711]`. */
  readonly path: string
  readonly link: string
  /** Whether we opened the inspector, so that it is ours to close. */
  readonly closes: boolean
  /** It is of a worker thread, which is reached by way of the main one, and perhaps just starting. */
  readonly inWorker: boolean
  readonly lookMs: number
}

const LOAD = "typeof process.getBuiltinModule === 'function' ? name => process.getBuiltinModule(name) : require"
const SAFE = '(work, otherwise) => { try { return work() } catch (error) { return otherwise } }'

/**
 * A function in the target's language, of `GuardOptions`. All that it needs is had at once: later a program may have
 * changed it, and what is thrown in a timer or a callback ends a program. Nothing is left in anything global: the guard hangs on
 * our connection and on its timer.
 *
 * `unsample` is for worker threads, whose clients Node forgets to part with when the main thread's connection breaks. What V8 undoes
 * with whoever began it is begun by a client of our own here, which then goes.
 */
const GUARD = `options => {
  const load = ${LOAD}
  const safe = ${SAFE}
  const { setTimeout, clearTimeout, setImmediate } = load('timers')
  const { getHeapSpaceStatistics, getHeapStatistics } = load('v8')
  const { pid, version, memoryUsage, resourceUsage, env } = process
  const { inWorker, lookMs } = options
  const { connected, closeOurs, closeLater } = (${CLOSING})({ load, safe, ...options })
  const { parting, ...clients } = (${CLIENTS})({ load, safe })
  const { client, ask } = clients
  const ofAll = [${listOf(COLLECTIONS, TYPES, MARKS, STACK)}]
  // A thread that is just starting cannot load all that these need.
  const ofMain = [${listOf(LINE, HEAP)}]
  const parts = (inWorker ? ofAll : [...ofAll, ...ofMain])
    .map(part => part({ load, safe, connected, lookMs, ...clients }))

  let sampled = false
  const unsample = () => {
    if (!sampled) return
    sampled = false
    const last = client(() => {})
    for (const method of ['HeapProfiler.startSampling', 'Profiler.enable', 'Profiler.startPreciseCoverage']) {
      safe(() => ask(last, method, {}))
    }
    last.disconnect()
  }

  const undo = () => { for (const part of parts) safe(() => part.undo()); safe(unsample) }
  const look = () => safe(() => { if (connected()) timer.refresh(); else { undo(); setImmediate(closeOurs) } })
  const timer = setTimeout(look, lookMs)
  timer.unref()
  return Object.assign({}, ...parts, {
    hello() {
      const covered = safe(() => 'NODE_V8_COVERAGE' in env, true)
      return { pid, version, sees: connected(), canMark: this.canMark, covered }
    },
    stats: () => ({
      memory: memoryUsage(), heap: getHeapStatistics(), spaces: getHeapSpaceStatistics(), resources: resourceUsage(),
    }),
    parting,
    sampled: so => { sampled = so },
    leave() { undo(); setTimeout(closeLater, 20, () => clearTimeout(timer)).unref() },
  })
}`

/** The same that only closes: whatever it is that keeps a guard from being made. */
const CLOSER = `options => {
  const load = ${LOAD}
  const safe = ${SAFE}
  const { closeLater } = (${CLOSING})({ load, safe, ...options })
  load('timers').setTimeout(closeLater, 20, () => {}).unref()
}`

function listOf(...parts: readonly string[]): string {
  return parts.map(part => `(${part})`).join(', ')
}

/** What of the guard can be asked for. */
export type GuardCall =
  | 'hello'
  | 'line'
  | 'unline'
  | 'stats'
  | 'types'
  | 'watch'
  | 'collections'
  | 'unwatch'
  | 'locations'
  | 'mark'
  | 'isMarked'
  | 'marked'
  | 'forget'
  | 'parting'
  | 'pour'
  | 'unpour'
  | 'poured'
  | 'stack'
  | 'sampled'
  | 'leave'

/**
 * Parameters of `Runtime.evaluate` that bring the code. It is the same text each time: of any that is new V8 keeps 7 KB,
 * which 1,000 rounds would show.
 */
export const BRING_GUARD: Params = { expression: `(${GUARD})`, includeCommandLineAPI: true, silent: true }

/** Parameters of `Runtime.callFunctionOn` that make a guard of it. */
export function makeGuard(objectId: string, options: GuardOptions): Params {
  const functionDeclaration = 'function (options) { return this(options) }'
  return { objectId, functionDeclaration, arguments: [{ value: options }], silent: true }
}

/** Those of `Runtime.evaluate` that close the inspector, once our connection is gone: no answer is needed. */
export function closeByGuard(options: GuardOptions): Params {
  return { expression: `(${CLOSER})(${JSON.stringify(options)})`, includeCommandLineAPI: true, silent: true }
}

/** An argument of a call: a value, or an object of the target's. */
export type Argument = { readonly value: unknown } | { readonly objectId: string }

/** Parameters of `Runtime.callFunctionOn` that ask the guard. */
export function askGuard(objectId: string, call: GuardCall, given: readonly Argument[] = []): Params {
  const functionDeclaration = `function (...given) { return this.${call}(...given) }`
  return { objectId, functionDeclaration, arguments: given, returnByValue: true, silent: true }
}

/** Those that ask it for what all objects descend from, as an object of that group. */
export function askRoot(objectId: string, objectGroup: string): Params {
  return { objectId, functionDeclaration: 'function () { return this.root() }', objectGroup, silent: true }
}
