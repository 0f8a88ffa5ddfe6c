/** A cache that never forgets, and keeps a file open for each of its first clients: it grows, and nears its limit. */
import { openSync } from 'node:fs'

const entries = []
const clients = Array.from({ length: 58 }, () => openSync('/dev/null', 'r'))

function remember() {
  if (entries.length < 180) entries.push(Buffer.alloc(1 << 20, entries.length + clients.length))
}

for (let i = 0; i < 40; i++) remember()
setInterval(remember, 400)
