/**
 * A Node that leaks on known lines, each marked by a comment, and does what it is told, line by line; answers each with a line.
 *
 *     leak KIND [MB]  leaks from now on: until it has kept so many MB, or for ever
 *     counted         bytes that it has kept by its own count
 *     subscribed      whether anybody listens to what ntop marks its statements by
 *     optimized       whether V8 has optimised a function that it runs often; needs --allow-natives-syntax
 *     drop            keeps nothing of it any more
 *     spin [MS]       is in a function called `spin` for so long, or for ever
 *     proxies         has made objects that notice whoever touches them; how often they were
 *     worker          has a worker thread that waits
 *     worker-leak     in which 20 MB leak; answers once they have
 *     worker-spin     which is in a function called `spin` for ever
 *     end-worker      ends it
 */
import { hasSubscribers } from 'node:diagnostics_channel'
import { createInterface } from 'node:readline'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

/** @type {unknown[]} */
const kept = []
let counted = 0
let touched = 0

/**
 * An array of so many numbers, of which V8 says 16 bytes for the array’s elements’ head and 8 for each, 32 for the array.
 *
 * @param {number} length
 */
const sizeOf = length => 48 + 8 * length

/** @type {Record<string, (i: number) => unknown>} */
const kinds = {
  statements: manyStatements,
  callback: i => [i].forEach(inCallback),
  async: inAsync,
  method: i => store.put(i),
  private: i => store.remember(i),
  small: smallHelper,
  oneLine: onOneLine,
  garbage: garbageOnly,
  two: twoLines,
  debugger: withDebugger,
}

/** @param {number} i */
function manyStatements(i) {
  const text = `request ${i}`
  const parsed = JSON.parse(JSON.stringify({ numbers: [1, 2, 3, i], text }))
  let sum = 0
  for (const number of parsed.numbers) {
    sum += number
  }
  const copies = [parsed, text].map(value => ({ value }))
  kept.push(new Array(100).fill(sum)) // leaks: statements
  counted += sizeOf(100)
  return copies.length
}

/** @param {number} i */
function inCallback(i) {
  const seen = { i, at: [i] }
  const entry = new Array(100).fill(i) // leaks: callback
  kept.push(entry)
  counted += sizeOf(100)
  return seen
}

/** @param {number} i */
async function inAsync(i) {
  const first = await Promise.resolve([i])
  await new Promise(resolve => setImmediate(resolve))
  const garbage = first.map(value => ({ value }))
  kept.push(new Array(100).fill(garbage.length)) // leaks: async
  counted += sizeOf(100)
}

class Store {
  #cache = new Map()
  #hits = [0]

  /** @param {number} i */
  put(i) {
    const key = i + 0.5
    const value = { key, parts: [i, key] }
    this.#hits[0] = value.parts.length
    this.#cache.set(key, new Array(100).fill(i)) // leaks: method
    counted += sizeOf(100)
    return value
  }

  /** @param {number} i */
  remember(i) {
    const garbage = [i, i, i].map(String)
    this.#add(i)
    return garbage
  }

  /** @param {number} i */
  #add(i) {
    const wanted = i > 0 ? 100 : 101
    kept.push(new Array(wanted).fill(i)) // leaks: private
    counted += sizeOf(wanted)
  }
}
const store = new Store()

/** @param {number} i */
function smallHelper(i) {
  return keepSmall(i) + 1
}

/** @param {number} i */
function keepSmall(i) {
  const entry = [i]
  kept.push({ entry, more: new Array(100).fill(i) }) // leaks: small
  counted += sizeOf(100)
  return entry.length
}

/** @param {number} i */
// biome-ignore format: all on one line
function onOneLine(i) { const text = [i]; kept.push(new Array(100).fill(text.length)); counted += sizeOf(100) } // leaks: oneLine

/** @param {number} i */
function garbageOnly(i) {
  const one = new Array(100).fill(i)
  const other = one.map(value => value + 1)
  return other.length
}

/** @param {number} i */
function twoLines(i) {
  kept.push(new Array(100).fill(i)) // leaks: two
  const garbage = { i }
  kept.push(new Array(300).fill(i)) // leaks: two, three times as much
  counted += sizeOf(100) + sizeOf(300)
  return garbage
}

/** @param {number} i */
function withDebugger(i) {
  const seen = { i }
  // biome-ignore lint/suspicious/noDebugger: a debugger would pause here
  debugger
  kept.push(new Array(100).fill(i)) // leaks: debugger
  counted += sizeOf(100)
  return seen
}

/**
 * @param {string} kind
 * @param {number} mostBytes
 */
function leak(kind, mostBytes) {
  const work = kinds[kind]
  let i = 0
  const timer = setInterval(() => {
    const end = performance.now() + 4
    while (performance.now() < end && counted < mostBytes) for (let n = 0; n < 20; n++) work?.(i++)
    if (counted >= mostBytes) clearInterval(timer)
  }, 5)
}

/** @param {number} ms */
function spin(ms) {
  const end = performance.now() + ms
  for (let i = 0; i % 1e6 !== 0 || performance.now() < end; i++) if (i % 7 === 8) kept.push(i)
}

/** @param {number} first */
function hot(first) {
  let sum = first
  for (let i = 0; i < 300; i++) sum += i % 7
  return sum
}

function touch() {
  touched++
  return undefined
}

class Noticed {
  at = counted

  // Who asks for it calls it.
  static get name() {
    touched++
    return 'Noticed'
  }
}

/** @type {Worker | undefined} */
let worker

/** @type {Record<string, (...words: string[]) => unknown>} */
const orders = {
  leak(kind = '', megabytes = 'Infinity') {
    leak(kind, Number(megabytes) * 1e6)
    return 'leaks'
  },
  counted: () => counted,
  subscribed: () => hasSubscribers('ntop:marks'),
  optimized() {
    // Else the other might be inlined here.
    new Function('f', '%NeverOptimizeFunction(f)')(orders['optimized'])
    for (let i = 0; i < 3000; i++) hot(i)
    const status = new Function('f', 'return %GetOptimizationStatus(f)')
    // Bit 4, of `enum class OptimizationStatus` in runtime.h.
    return (status(hot) & 16) !== 0
  },
  drop() {
    kept.length = 0
    return 'dropped'
  },
  spin(ms = 'Infinity') {
    setTimeout(spin, 1, Number(ms))
    return 'spins'
  },
  proxies() {
    const handler = { get: touch, getOwnPropertyDescriptor: touch, getPrototypeOf: () => touch() ?? Object.prototype }
    const proxy = new Proxy({}, handler)
    const made = [
      proxy,
      Object.create(proxy),
      new Noticed(),
      Object.create({ constructor: new Proxy(class Hidden {}, handler) }),
      Object.defineProperty({}, 'constructor', { get: touch }),
    ]
    if (kept.length < 100) kept.push(...made)
    return touched
  },
  worker: () =>
    new Promise(resolve => {
      worker = new Worker(new URL(import.meta.url), { name: 'helper' })
      worker.once('message', resolve)
    }),
  'worker-leak': () =>
    new Promise(resolve => {
      worker?.once('message', resolve)
      worker?.postMessage('leak')
    }),
  'worker-spin'() {
    worker?.postMessage('spin')
    return 'spins'
  },
  'end-worker': async () => {
    await worker?.terminate()
    return 'ended'
  },
}

if (isMainThread) {
  createInterface({ input: process.stdin }).on('line', async line => {
    const [order = '', ...words] = line.split(' ')
    console.log(String(await orders[order]?.(...words)))
  })
  console.log('ready')
} else {
  parentPort?.on('message', order => {
    if (order === 'spin') return spin(Number.POSITIVE_INFINITY)
    leak('callback', 20e6)
    const wait = setInterval(() => {
      if (counted < 20e6) return
      clearInterval(wait)
      parentPort?.postMessage('leaked')
    }, 5)
  })
  parentPort?.postMessage('waits')
}
