/** Reads a file by a lane, prints what came of it, and leaves with exit code 3: `pool` or `child`, and the path. */
import { leaveThoughHung } from '../../../src/sources/leaving.ts'
import { Reader } from '../../../src/sources/linux/reader.ts'

const [lane, path = ''] = process.argv.slice(2)
const reader = new Reader()
leaveThoughHung([
  {
    get hung() {
      return reader.hungThreads > 0
    },
  },
])
const result = await reader.read(path, lane === 'pool' ? 'pool' : 'child')
console.log(result.ok ? 'read' : result.why)
reader.close()
process.exit(3)
