/** The code that is put into a Node: it answers our questions, and undoes itself if we fall silent. */
import type { Params } from './protocol.ts'

/** So long we may be silent, in milliseconds. */
export const SILENCE_MS = 5000

export interface GuardOptions {
  /** The target's end of our connection, as it sees that: `/proc/self/fd/21` and `socket:[4711]`. */
  readonly path: string
  readonly link: string
  /** Whether we opened the inspector, so that it is ours to close. */
  readonly closes: boolean
  readonly silenceMs: number
}

/**
 * A function in the target's language, of `GuardOptions`. All that it needs is had at once: later a program may have
 * changed it, and what is thrown in a timer ends a program. Nothing is left in anything global: the guard hangs on our
 * connection and on its timer.
 *
 * `inspector.close()` makes the program wait until every client has gone. So it is called only once our connection is,
 * for we may be stopped ourselves: silent, but connected. And it closes no other inspector than the one it was made for.
 */
const GUARD = `options => {
  const load = typeof process.getBuiltinModule === 'function' ? name => process.getBuiltinModule(name) : require
  const { close, url } = load('inspector')
  const { setTimeout, clearTimeout } = load('timers')
  const { readlinkSync } = load('fs')
  const v8 = load('v8')
  const { pid, version, memoryUsage, resourceUsage } = process
  const { getHeapSpaceStatistics, getHeapStatistics } = v8
  const { path, link, closes, silenceMs } = options
  const ours = url()
  const safe = (work, otherwise) => {
    try { return work() } catch (error) { return otherwise }
  }
  const connected = () => safe(() => readlinkSync(path) === link, false)
  const closeOurs = () => safe(() => { if (url() === ours) close() })
  const silent = () => safe(() => { if (connected()) timer.refresh(); else closeOurs() })
  const timer = closes ? setTimeout(silent, silenceMs) : undefined
  timer?.unref()
  const leave = () => safe(() => {
    if (connected()) setTimeout(leave, 20).unref()
    else { clearTimeout(timer); closeOurs() }
  })
  return {
    hello: () => ({ pid, version, sees: connected() }),
    ping: () => { timer?.refresh() },
    stats: () => ({
      memory: memoryUsage(), heap: getHeapStatistics(), spaces: getHeapSpaceStatistics(), resources: resourceUsage(),
    }),
    leave: () => { setTimeout(leave, 20).unref() },
  }
}`

/** What of the guard can be asked for. */
export type GuardCall = 'hello' | 'ping' | 'stats' | 'leave'

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

/** Those of `Runtime.evaluate` that make one only to close the inspector, once our connection is gone: no answer is needed. */
export function closeByGuard(options: GuardOptions): Params {
  return { expression: `(${GUARD})(${JSON.stringify(options)}).leave()`, includeCommandLineAPI: true, silent: true }
}

/** Parameters of `Runtime.callFunctionOn` that ask the guard. */
export function askGuard(objectId: string, call: GuardCall): Params {
  return { objectId, functionDeclaration: `function () { return this.${call}() }`, returnByValue: true, silent: true }
}
