/** A server that shares its work among three processes, each busy for a different part of its time. */
import { fork } from 'node:child_process'
import { createServer } from 'node:http'

const [, , role, share = '0'] = process.argv

if (role === 'worker') {
  const busyMs = Number(share)
  process.on('disconnect', () => process.exit())
  setInterval(() => {
    const end = performance.now() + busyMs
    while (performance.now() < end);
  }, 100)
} else {
  for (const busyMs of [4, 9, 22]) fork('shop.js', ['worker', String(busyMs)], { execPath: 'node' })
  createServer((_, response) => response.end('sold out\n')).listen(0, '127.0.0.1')
}
