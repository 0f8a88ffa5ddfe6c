/** Asks by a child while no descriptor is left, then again with some: prints both answers. */
import { closeSync, openSync } from 'node:fs'
import { Reader } from '../../../src/sources/linux/reader.ts'

const reader = new Reader()
const taken = takeAll()
const crowded = await reader.read('/proc/self/comm', 'child')
for (const fd of taken) closeSync(fd)
const roomy = await reader.read('/proc/self/comm', 'child', 5_000)
reader.close()
console.log(JSON.stringify({ crowded, roomy: roomy.ok ? roomy.bytes.toString() : roomy.why }))

function takeAll(): number[] {
  const fds: number[] = []
  for (;;) {
    try {
      fds.push(openSync('/dev/null', 'r'))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EMFILE') return fds
      throw error
    }
  }
}
