// A server that leaks on one line: what it knows of each visitor is kept in a Map that nobody empties. It visits itself.
// Ends with its input.
const http = require('node:http')

const MOST_KEPT = 60_000
const visitors = new Map()

/** @param {number} id */
function remember(id) {
  const visit = { id, at: Date.now(), path: `/visitors/${id}` }
  visitors.set(id, { visit, seen: new Array(200).fill(id) }) // it leaks here
  return visit
}

/** @param {{ id: number, path: string }} visit */
function page({ id, path }) {
  return JSON.stringify({ id, path, text: 'hello '.repeat(50) })
}

let last = 0
const server = http.createServer((_, response) => {
  if (visitors.size > MOST_KEPT) visitors.clear()
  response.end(page(remember(++last)))
})

server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  const visit = () => http.get({ host: '127.0.0.1', port, agent }, response => response.resume()).on('error', () => {})
  setInterval(() => {
    for (let i = 0; i < 20; i++) visit()
  }, 20)
  console.log('leaks about 1.7 MB a second in remember()')
})

process.stdin.resume().on('end', () => process.exit(0))
