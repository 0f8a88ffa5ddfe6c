/**
 * For namespaces of its own, where `/proc/vmstat` is the file that is given: what nice value is seen of a child that is
 * not in view, by one scan after the other, while memory is taken back and swapped; printed as JSON.
 *
 *     reclaimed.mjs CHILD VMSTAT WATCH
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import type { Facet } from '../../../src/model/process.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { Target } from '../target.ts'
import { openOfProcesses, recordOf } from '../tree.ts'
import { SPARING } from '../watch.ts'

const [program = '', vmstat = '', by] = process.argv.slice(2)
const counters = { pswpin: 5, pswpout: 6, pgsteal_kswapd: 7, pgsteal_direct: 8 }
const write = (): void => {
  const lines = Object.entries(counters).map(([name, count]) => `${name} ${count}\n`)
  // The file's size stays, so that nobody reads it half-written.
  writeFileSync(vmstat, ['nr_free_pages 9\n', ...lines].join(''), { flag: 'r+' })
}
writeFileSync(vmstat, '')
write()
execFileSync('mount', ['--bind', vmstat, '/proc/vmstat'])

const target = await Target.start(program)
const source = linuxSource({ monotonic: () => 1_000_000, clocksFrom: by === 'clocks' ? 1 : Number.POSITIVE_INFINITY })
const seen = async (): Promise<number> => {
  const { processes } = await source.scan({ everyone: new Set<Facet>(), sparing: SPARING })
  return recordOf(processes, target.pid).nice ?? Number.NaN
}
for (let i = 0; i < 3; i++) await seen()
// Until clocks have taken the place of schedules, for which something else than scans has to have its turn.
while (by === 'clocks' && openOfProcesses('schedstat') > 0) {
  await seen()
  await turn()
}

const found: Record<string, readonly [before: number, after: number]> = {}
let nice = 0
for (const name of ['none', 'pswpin', 'pswpout', 'pgsteal_kswapd', 'pgsteal_direct'] as const) {
  nice++
  setPriority(target.pid, nice)
  const before = await seen()
  if (name !== 'none') counters[name]++
  write()
  found[name] = [before, await seen()]
}
console.log(JSON.stringify(found))
source.close()
await target.end()
