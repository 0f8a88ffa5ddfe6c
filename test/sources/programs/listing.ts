/**
 * Whether everyone would have to be listed again, as it is in the pid namespace that this runs in; printed as JSON.
 *
 *     listing.mjs CHILD
 */
import { readlinkSync, statSync } from 'node:fs'
import { Listing } from '../../../src/sources/linux/listing.ts'
import { forksSinceBoot, Target } from '../target.ts'

const target = await Target.start(process.argv[2] ?? '')
const listing = new Listing('/proc', true)
let alive = 0

const links = (): number => statSync('/proc').nlink

/** Lists everyone, so often that links are trusted, at a moment at which nobody comes or goes; how many had come by then. */
const list = (): { readonly forks: number; readonly links: number } => {
  for (let good = 0; ; ) {
    const before = { forks: forksSinceBoot(), links: links() }
    alive = listing.list(before.forks, alive, 0).length
    good = before.forks === forksSinceBoot() && before.links === links() ? good + 1 : 0
    if (good === 3) return before
  }
}

/** Does something to the population after everyone was listed, and asks; anew if others came or went meanwhile. */
const after = async (act: () => Promise<void>, forks: number, births = 0, known = 0, nowMs = 1): Promise<boolean> => {
  for (;;) {
    const before = list()
    await act()
    const due = listing.isDue({ forks: forksSinceBoot(), links: listing.links(), alive: alive + known, nowMs })
    if (forksSinceBoot() - before.forks === forks && links() - before.links === births) return due
  }
}
const nothing = async (): Promise<void> => {}
const birth = async (): Promise<void> => {
  await target.pids('idle 1')
}
const pass = async (): Promise<void> => {
  const [pid] = await target.pids('idle 1')
  await target.ask(`kill ${pid}`)
}
const thread = async (): Promise<void> => {
  await target.ask('threads 1 0')
}
console.log(
  JSON.stringify({
    namespace: readlinkSync('/proc/self/ns/pid'),
    nobody: await after(nothing, 0),
    nobodyForLong: await after(nothing, 0, 0, 0, 10_000),
    clockBack: await after(nothing, 0, 0, 0, -1),
    birth: await after(birth, 1, 1),
    birthThatIsKnown: await after(birth, 1, 1, 1),
    birthAndDeath: await after(pass, 1),
    thread: await after(thread, 1),
  }),
)
await target.end()
