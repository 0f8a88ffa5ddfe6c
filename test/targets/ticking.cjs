/**
 * A Node that has a timer of 5 ms and does what it is told, line by line; answers each with a line.
 *
 *     worst      milliseconds that its timer came too late at most since it was asked last
 *     ticks      how often the timer came
 *     note       notes from now on what `process.memoryUsage()` tells whoever asks it
 *     noted      what it told last, as JSON
 *     grow MB    keeps objects that take about so much more; answers with what is in use, in bytes
 *     block MS   waits so long without coming round to anything, and then answers
 *     children   starts two children at a time from now on, which end at once; as long as it starts one it holds all signals back
 *     listen     listens on a port of 127.0.0.1 of its own, which it answers
 *     handle     has a handler of its own for SIGUSR1 from now on, which writes `handled`
 *     unhandle   has none any more
 *     exit       ends with exit code 7
 *     throw      throws what nobody catches
 *     end        has nothing more to do, so that it ends by itself
 */
const { spawn, spawnSync } = require('node:child_process')
const { createInterface } = require('node:readline')
const { createServer } = require('node:net')

const EVERY_MS = 5
let [last, worst, ticks] = [performance.now(), 0, 0]
/** @type {object[]} */
const kept = []
/** @type {NodeJS.MemoryUsage | undefined} */
let noted
const timer = setInterval(() => {
  const now = performance.now()
  worst = Math.max(worst, now - last - EVERY_MS)
  last = now
  ticks++
}, EVERY_MS)
const lines = createInterface({ input: process.stdin })
const handler = () => console.log('handled')

function startChild() {
  spawn('true', { stdio: 'ignore' }).once('exit', startChild)
}

/** @type {Record<string, (argument: number) => unknown>} */
const orders = {
  worst() {
    const answer = worst.toFixed(2)
    worst = 0
    return answer
  },
  ticks: () => ticks,
  note() {
    const { memoryUsage } = process
    const noting = () => {
      noted = memoryUsage()
      return noted
    }
    process.memoryUsage = Object.assign(noting, { rss: memoryUsage.rss })
    return 'done'
  },
  noted: () => JSON.stringify(noted),
  grow(megabytes) {
    for (let i = 0; i < megabytes * 10_000; i++) kept.push({ i, text: `${i}`, more: [i, i] })
    return process.memoryUsage().heapUsed
  },
  block(ms) {
    spawnSync('sleep', [String(ms / 1000)])
    return 'done'
  },
  children() {
    for (let i = 0; i < 2; i++) startChild()
    return 'done'
  },
  listen: () =>
    new Promise(resolve => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' ? address?.port : undefined)
      })
    }),
  handle() {
    process.on('SIGUSR1', handler)
    return 'done'
  },
  unhandle() {
    process.off('SIGUSR1', handler)
    return 'done'
  },
  exit: () => process.exit(7),
  throw() {
    setImmediate(() => {
      throw new Error('as told')
    })
    return 'done'
  },
  end() {
    clearInterval(timer)
    lines.close()
    process.stdin.destroy()
    return 'done'
  },
}

lines.on('line', async line => {
  const [order = '', argument] = line.split(' ')
  const answer = await orders[order]?.(Number(argument))
  console.log(String(answer))
})
console.log('ready')
