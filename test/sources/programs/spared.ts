/**
 * For a pid namespace of its own, where nobody else's processes are: how many reads a scan of children costs that do
 * nothing, printed as JSON. The only others are this program, which has threads, and the children's parent.
 *
 *     spared.mjs CHILD COUNT WATCH
 */
import { readFileSync } from 'node:fs'
import type { Sparing } from '../../../src/sources/source.ts'
import { blocked, Target } from '../target.ts'
import { WATCHES } from '../watch.ts'

const [program = '', count = '0', by] = process.argv.slice(2)
const target = await Target.start(program)
const pids = await target.pids(`idle ${count}`)
const watch = await WATCHES[by === 'clocks' ? by : 'schedules']()
await watch.meet(...pids, target.pid)
await watch.look()
const ids = pids.map(pid => watch.record(pid).id)
const first = pids.map(pid => watch.record(pid))

/** The least of several times: the event loop may read as well, what its threads have to say. */
const reads = async (sparing?: Sparing): Promise<number> => {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 8; i++) {
    await blocked(target.pid)
    const before = readCalls()
    await watch.look(0, sparing)
    least = Math.min(least, readCalls() - before)
  }
  return least
}
console.log(
  JSON.stringify({
    everyone: await reads(),
    spared: await reads({ closely: [], idleMs: 20_000 }),
    inView: await reads({ closely: ids.slice(0, 7), idleMs: 20_000 }),
    overdue: await reads({ closely: [], idleMs: 0 }),
    sameRecords: pids.every((pid, i) => watch.record(pid) === first[i]),
  }),
)
watch.close()
await target.end()

/** Calls of read(2) and its kin by this thread. */
function readCalls(): number {
  return Number(/^syscr: (\d+)$/m.exec(readFileSync('/proc/thread-self/io', 'latin1'))?.[1])
}
