/**
 * A Node that writes two snapshots of its heap, to the paths that are given. In between 200 of its class `Kept` have come into
 * a cache and 50 have gone, and 20 buffers of 10,000 bytes have come.
 */
const { writeHeapSnapshot } = require('node:v8')

class Kept {
  /** @param {number} i */
  constructor(i) {
    this.payload = Buffer.from(`payload ${i}`).toString()
  }
}

function makeCache() {
  const cache = new Map()
  return {
    /** @param {number} from @param {number} to */
    add(from, to) {
      for (let i = from; i < to; i++) cache.set(`key ${i}`, new Kept(i))
    },
    /** @param {number} to */
    forget(to) {
      for (let i = 0; i < to; i++) cache.delete(`key ${i}`)
    },
  }
}

const cache = makeCache()
/** @type {Buffer[]} */
const buffers = []
module.exports = { cache, buffers }

const [, , older = '', younger = ''] = process.argv
cache.add(0, 300)
setTimeout(() => {
  writeHeapSnapshot(older)
  cache.add(300, 500)
  cache.forget(50)
  for (let i = 0; i < 20; i++) buffers.push(Buffer.alloc(10_000))
  setTimeout(() => writeHeapSnapshot(younger), 1)
}, 1)
