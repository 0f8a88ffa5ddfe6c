/**
 * For a pid namespace of its own: what is left of thousands of children that were born, seen and have died, printed as
 * JSON, as it was after the first hundreds and after all.
 *
 *     leftovers.mjs CHILD BIRTHS
 */
import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { derive } from '../../../src/model/derive.ts'
import type { Facet } from '../../../src/model/process.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { Target } from '../target.ts'
import { idsOf } from '../tree.ts'
import { SPARING } from '../watch.ts'

const AT_ONCE = 100
/** By then all that grows with how many live at once has grown; V8 still makes code of what runs often, ever less. */
const SETTLED = 1000
const FACTS = new Set<Facet>(['owner', 'command', 'statm', 'io', 'cgroup'])

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const [program = '', births = '0'] = process.argv.slice(2)
const target = await Target.start(program)
let nowMs = 1_000_000
const source = linuxSource({ monotonic: () => nowMs })
let snapshot: Snapshot | undefined

/** A look as the screen has it; how many were seen. */
const look = async (): Promise<number> => {
  nowMs += 1000
  snapshot = derive(snapshot, await source.scan({ everyone: new Set<Facet>(), sparing: SPARING }))
  const { processes } = snapshot.sample
  await source.fill(idsOf(processes), FACTS)
  return processes.length
}
const left = async (): Promise<Record<'seen' | 'open' | 'heapBytes', number>> => {
  // Of who has died the second look has nothing any more, nor has it a look before.
  for (let i = 0; i < 2; i++) await look()
  const seen = await look()
  await source.settled()
  collect()
  return { seen, open: readdirSync('/proc/self/fd').length, heapBytes: process.memoryUsage().heapUsed }
}

let born = 0
let mostSeen = 0
const until = async (wanted: number): Promise<void> => {
  for (; born < wanted; born += AT_ONCE) {
    const pids = await target.pids(`idle ${AT_ONCE}`)
    // With their schedules, which are begun to be minded at the second look.
    for (let i = 0; i < 2; i++) mostSeen = Math.max(mostSeen, await look())
    // All at once: to wait for each takes longer than its end.
    for (const pid of pids) target.tell(`kill ${pid}`)
    for (const _ of pids) await target.answer()
    await look()
  }
}
await until(SETTLED)
const before = await left()
await until(Number(births))
console.log(JSON.stringify({ mostSeen, before, after: await left(), births: born - SETTLED }))
source.close()
await target.end()
