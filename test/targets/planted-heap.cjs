/**
 * A Node whose heap has in it what tests look for; writes a snapshot of it to the path that is given, once nothing of it
 * runs any more, and ends. Without one it stays, and answers what it is told, line by line:
 *
 *     grow MB     holds so much more, in small objects
 *     remember N  so many more in its cache
 *     rss         resident memory in bytes
 */
const { createInterface } = require('node:readline')
const { writeHeapSnapshot } = require('node:v8')
const { createContext, runInContext } = require('node:vm')

/** @param {string} text one of its own each time, as one that was read is */
const fresh = text => Buffer.from(text).toString()

class Leaked {
  /** @param {number} i */
  constructor(i) {
    this.i = i
    this.payload = fresh(`payload ${i}`)
  }
}

function makeCache() {
  const cache = new Map()
  /** @param {string} key @param {Leaked} value */
  return function remember(key, value) {
    cache.set(key, value)
    return cache.size
  }
}

const remember = makeCache()
for (let i = 0; i < 1000; i++) remember(`key ${i}`, new Leaked(i))
module.exports = { remember }

class Nested {
  /** @param {number} depth */
  constructor(depth) {
    /** @type {Nested | undefined} */
    this.inner = depth > 0 ? new Nested(depth - 1) : undefined
    this.bytes = fresh('n'.repeat(100) + depth)
  }
}

class Holder {
  constructor() {
    this.list = Array.from({ length: 100 }, (_, i) => ({ i }))
    this['odd name'] = { odd: true }
  }
}

const left = fresh('the left part of a joined text, ')
const right = fresh('and its right part')
const key = { key: true }
const pairs = new WeakMap([[key, new Holder()]])

const planted = {
  copies: Array.from({ length: 500 }, () => fresh('planted copy')),
  joined: Array.from({ length: 100 }, () => left + right),
  // Of these the beginning is the same for longer than V8 writes.
  long: ['a', 'b', 'bb', 'bb'].map(end => fresh('l'.repeat(2000) + end.repeat(8))),
  piece: fresh('a text of which a piece is kept, long enough').slice(3, 30),
  nested: [new Nested(9), new Nested(9)],
  pairs,
  key,
  realms: [1, 2, 3].map(i => {
    const realm = createContext({ i })
    runInContext('function own() { return i }', realm)
    return realm
  }),
}

Object.assign(globalThis, { planted })

/** @type {Record<string, (number: number) => unknown>} */
const orders = {
  grow: mb => {
    // 56 bytes each, and 8 for its place.
    const more = Array.from({ length: (mb * 1024 * 1024) / 64 }, (_, i) => ({ a: i, b: i, c: i, d: i }))
    Object.assign(globalThis, { [`more ${Object.keys(globalThis).length}`]: more })
    return process.memoryUsage().heapUsed
  },
  remember: count => {
    for (let i = 0; i < count; i++) remember(`late ${i}`, new Leaked(i))
    return count
  },
  rss: () => process.memoryUsage().rss,
}

if (process.argv[2] === undefined) {
  createInterface({ input: process.stdin }).on('line', line => {
    const [order = '', number] = line.split(' ')
    console.log(orders[order]?.(Number(number)))
  })
  console.log('ready')
} else {
  setTimeout(() => {
    writeHeapSnapshot(process.argv[2])
  })
}
