/** The code that is put into a Node: it answers our questions, and undoes itself if we fall silent. */
import type { Params } from './protocol.ts'

/** So long we may be silent, in milliseconds. */
export const SILENCE_MS = 5000

/** On which code that looks for lines is told where it is, see lines.ts; its listener is the guard. */
export const MARKS_CHANNEL = 'ntop:marks'

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
 *
 * - `unsample` is for worker threads, whose clients Node forgets to part with when the main thread's connection breaks. What V8 undoes
 *   with whoever began it is begun by a client of our own here, which then goes.
 * - `types` counts objects by the name of what made them, so that nothing of the program's is called: neither a getter nor a
 *   proxy is asked.
 * - `mark` hears of each statement that is come to. V8's sampler has a weak handle for each sample, so where there is one
 *   more handle than such a call makes by itself, a sample was taken since the statement before. Then arrays are made
 *   until one is sampled too: its place in the order of all samples is the place of what came before it, and its length
 *   says the how manieth it is. They are made by a builtin that V8 does not inline: of what is allocated together with others it
 *   samples only the first.
 */
const GUARD = `options => {
  const load = typeof process.getBuiltinModule === 'function' ? name => process.getBuiltinModule(name) : require
  const { close, url, Session } = load('inspector')
  const { setTimeout, clearTimeout } = load('timers')
  const { readlinkSync } = load('fs')
  const { isProxy } = load('util').types
  const { performance, PerformanceObserver } = load('perf_hooks')
  const { getHeapSpaceStatistics, getHeapStatistics } = load('v8')
  const { pid, version, memoryUsage, resourceUsage, env } = process
  const { getPrototypeOf, getOwnPropertyDescriptor } = Object
  const { timeOrigin } = performance
  const canMark = typeof process.getBuiltinModule === 'function'
  const marks = load('diagnostics_channel').channel('${MARKS_CHANNEL}')
  const { path, link, closes, silenceMs } = options
  const ours = url()
  const safe = (work, otherwise) => {
    try { return work() } catch (error) { return otherwise }
  }

  let observer, collections = []
  const watch = () => {
    if (observer !== undefined) return
    collections = []
    observer = new PerformanceObserver(list => safe(() => {
      for (const { detail, startTime, duration } of list.getEntries()) {
        collections.push([detail.kind, timeOrigin + startTime + duration, duration])
      }
      if (collections.length > 1000) collections.splice(0, collections.length - 1000)
    }))
    observer.observe({ entryTypes: ['gc'] })
  }
  const unwatch = () => { safe(() => observer?.disconnect()); observer = undefined; collections = [] }
  const taken = () => { const all = collections; collections = []; return all }

  const makerOf = proto => {
    for (let at = proto; at !== null; at = getPrototypeOf(at)) {
      if (isProxy(at)) return '(proxy)'
      const maker = getOwnPropertyDescriptor(at, 'constructor')?.value
      if (typeof maker !== 'function') continue
      const name = isProxy(maker) ? undefined : getOwnPropertyDescriptor(maker, 'name')?.value
      return typeof name === 'string' && name !== '' ? name.slice(0, 200) : '(anonymous)'
    }
    return '(none)'
  }
  const types = (all, most) => {
    const protos = new Map(), names = new Map()
    const { length } = all
    for (let i = 0; i < length; i++) {
      const proto = isProxy(all[i]) ? null : getPrototypeOf(all[i])
      protos.set(proto, (protos.get(proto) ?? 0) + 1)
    }
    for (const [proto, count] of protos) {
      const name = makerOf(proto)
      names.set(name, (names.get(name) ?? 0) + count)
    }
    const rows = [...names].sort((a, b) => b[1] - a[1])
    return { rows: rows.slice(0, most), left: rows.slice(most).reduce((sum, row) => sum + row[1], 0), length }
  }

  let listener, kept = [], found = { hits: 0, places: [] }
  const unmark = () => { if (listener !== undefined) safe(() => marks.unsubscribe(listener)); listener = undefined }
  const handles = () => getHeapStatistics().used_global_handles_size
  const mark = ({ slots, step, serials, learning, most }) => {
    unmark()
    const usual = new Map(), places = []
    const longest = new Array(slots + serials * step).fill(0)
    let last = -1, before = 0, grows, serial = 0
    const probe = () => {
      serial = (serial + 1) % serials
      for (let i = 0; i < 60; i++) {
        const had = handles()
        const array = longest.slice(0, slots + serial * step)
        if (handles() > had) return void kept.push(array)
      }
    }
    kept = []
    found = { hits: 0, places }
    listener = place => safe(() => {
      const more = handles() - before
      if (++found.hits <= learning) {
        usual.set(more, (usual.get(more) ?? 0) + 1)
        if (found.hits === learning) {
          grows = [...usual].sort((a, b) => b[1] - a[1])[0][0]
          places.push(-1)
          probe()
        }
      } else if (more !== grows && places.length < most) {
        places.push(last)
        probe()
      }
      last = place
      before = handles()
    })
    marks.subscribe(listener)
    before = handles()
  }

  let sampled = false
  const unsample = () => {
    if (!sampled) return
    sampled = false
    const client = new Session()
    client.connect()
    for (const method of ['HeapProfiler.startSampling', 'Profiler.enable', 'Profiler.startPreciseCoverage']) {
      client.post(method, () => {})
    }
    client.disconnect()
  }

  const undo = () => { unwatch(); unmark(); kept = []; safe(unsample) }
  const connected = () => safe(() => readlinkSync(path) === link, false)
  const closeOurs = () => safe(() => { if (closes && url() === ours) close() })
  const silent = () => safe(() => { if (connected()) timer.refresh(); else { undo(); closeOurs() } })
  const timer = setTimeout(silent, silenceMs)
  timer.unref()
  const leave = () => safe(() => {
    if (connected()) setTimeout(leave, 20).unref()
    else { clearTimeout(timer); closeOurs() }
  })
  return {
    hello: () => ({ pid, version, sees: connected(), canMark, covered: safe(() => 'NODE_V8_COVERAGE' in env, true) }),
    ping: () => { timer.refresh() },
    stats: () => ({
      memory: memoryUsage(), heap: getHeapStatistics(), spaces: getHeapSpaceStatistics(), resources: resourceUsage(),
    }),
    root: () => Object.prototype,
    types,
    watch,
    collections: taken,
    unwatch,
    mark,
    marking: () => found.places.length,
    marked: () => { unmark(); return found },
    forget: () => { kept = [] },
    sampled: so => { sampled = so },
    leave: () => { undo(); setTimeout(leave, 20).unref() },
  }
}`

/** What of the guard can be asked for. */
export type GuardCall =
  | 'hello'
  | 'ping'
  | 'stats'
  | 'types'
  | 'watch'
  | 'collections'
  | 'unwatch'
  | 'mark'
  | 'marking'
  | 'marked'
  | 'forget'
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

/** Those of `Runtime.evaluate` that make one only to close the inspector, once our connection is gone: no answer is needed. */
export function closeByGuard(options: GuardOptions): Params {
  return { expression: `(${GUARD})(${JSON.stringify(options)}).leave()`, includeCommandLineAPI: true, silent: true }
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
