/**
 * Who would have to be looked for, as it is in the pid namespace that this runs in; printed as JSON.
 *
 *     listing.mjs CHILD
 */
import { readlinkSync, statSync } from 'node:fs'
import { Listing } from '../../../src/sources/linux/listing.ts'
import { births, forksSinceBoot, Target } from '../target.ts'

const target = await Target.start(process.argv[2] ?? '')
const listing = new Listing('/proc', true)
let alive = 0

const links = (): number => statSync('/proc').nlink

/** Lists everyone, so often that links are trusted, at a moment at which nobody comes or goes; how many had come by then. */
const list = (): { readonly forks: number; readonly links: number } => {
  for (let good = 0; ; ) {
    const before = { ...births(), links: links() }
    alive = listing.list(before, alive, 0).length
    good = before.forks === forksSinceBoot() && before.links === links() ? good + 1 : 0
    if (good === 3) return before
  }
}

type Who = 'nobody' | 'everyone' | 'the one who came' | 'others'

/** Does something to the population after everyone was listed, and asks; anew if others came or went meanwhile. */
const after = async (act: () => Promise<number>, forks: number, born = 0, known = 0, nowMs = 1): Promise<Who> => {
  for (;;) {
    const before = list()
    const id = await act()
    const ids = listing.newcomers({ ...births(), links: listing.links(), alive: alive + known, nowMs })
    if (forksSinceBoot() - before.forks !== forks || links() - before.links !== born) continue
    if (ids === undefined) return 'everyone'
    if (ids.upTo === ids.after) return 'nobody'
    return id > ids.after && id <= ids.upTo ? 'the one who came' : 'others'
  }
}
const nothing = async (): Promise<number> => 0
const birth = async (): Promise<number> => (await target.pids('idle 1'))[0] ?? 0
const pass = async (): Promise<number> => {
  const pid = await birth()
  await target.ask(`kill ${pid}`)
  return pid
}
const thread = async (): Promise<number> => {
  await target.ask('threads 1 0')
  return births().lastPid ?? 0
}
const crowd = async (): Promise<number> => {
  for (let i = 0; i < 40; i++) await pass()
  return 0
}
console.log(
  JSON.stringify({
    namespace: readlinkSync('/proc/self/ns/pid'),
    nobody: await after(nothing, 0),
    nobodyForTenSeconds: await after(nothing, 0, 0, 0, 10_000),
    nobodyForAMinute: await after(nothing, 0, 0, 0, 60_000),
    clockBack: await after(nothing, 0, 0, 0, -1),
    birth: await after(birth, 1, 1),
    birthThatIsKnown: await after(birth, 1, 1, 1),
    birthAndDeath: await after(pass, 1),
    thread: await after(thread, 1),
    crowd: await after(crowd, 40),
  }),
)
await target.end()
