/**
 * An ntop that is attached to a program and asks it for something, again and again, until it is ended. Says `asking` once
 * all has been done for the first time; of a dump, once some of it is written.
 *
 *     ask.mjs PID WHAT[,WHAT…] [FILE OR TYPE]
 *
 * `tracing`, `events` and `collector` begin and go on; the others are asked for.
 */
import type { Effect } from '../../../src/runtime/detection.ts'
import { attachLive, detectLive, openLive } from '../../../src/runtime/live.ts'
import { lookInto } from '../../../src/sources/linux/sighting.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'

const ALL: readonly Effect[] = [
  ...(['stderr-lines', 'stdout-lines', 'opens-port', 'makes-file', 'writes-memory', 'runs-code'] as const),
  ...(['pause', 'collects', 'slows', 'memory-spike', 'changes-collector'] as const),
]
const [pid = '', what = '', given = ''] = process.argv.slice(2)
const source = linuxSource()
const live = openLive({ files: source.files, lookAt: lookInto(source.files), bootAtMs: undefined })
const seen = live.lookAt(Number(pid))
if (typeof seen === 'string') throw new Error(`it is ${seen}`)
const target = { id: seen.id, pid: Number(pid), startMs: 0, kernelThread: seen.kernelThread }
const found = await detectLive(target, live)
if ('why' in found) throw new Error(found.why)
const attached = await attachLive(target, found.detection, ALL, live, new AbortController().signal)
if ('failed' in attached) throw new Error(attached.failed)
const session = attached

const begun: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
  tracing: () => session.startTracing?.({ frames: 4, everyBytes: 20_168 }),
  events: () => session.events?.(() => {}),
  collector: async () => {
    // What is frozen already, as 3.12 does it by itself, is left alone.
    const frozen = (await session.collector?.())?.frozenCount === 0
    const settings = { enabled: false, thresholds: [123, 4, 5], debug: ['uncollectable'] }
    await session.setCollector?.(frozen ? { ...settings, frozen } : settings)
  },
}
const asked: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
  stats: () => session.stats(),
  snapshot: () => session.snapshot?.(),
  types: () => session.types?.(),
  stacks: () => session.stacks?.(),
  collect: () => session.collect?.(),
  referrers: () => session.holding?.(given, true),
  caches: () => session.caches?.(),
  duplicates: () => session.duplicates?.(true),
  cyclic: () => session.cyclic?.(),
  dump: () => session.dump?.(given, () => console.log('asking')),
}

const words = what.split(',')
for (const word of words) await begun[word]?.()
const asks = words.flatMap(word => asked[word] ?? [])
for (const ask of asks) await ask()
console.log('asking')
setInterval(() => {}, 1000)
if (!words.includes('dump')) for (; asks.length > 0; ) for (const ask of asks) await ask()
