/**
 * The helper program: answers questions over its IPC channel with what systeminformation and pidusage know. It ends when
 * the channel does, with all that it has started.
 */
import type { Question, Reply } from '../answers.ts'
import { Answering } from './answer.ts'
import { cleaned } from './cleaned.ts'
import { moment, monotonicMs } from './clock.ts'
import { CpuTimes } from './cpu-times.ts'
import { Listing } from './listing.ts'
import { askPs } from './own-ps.ts'
import { descriptorsForTimes, Wear } from './wear.ts'

/** How long pidusage keeps what it read of a pid, and its descriptor. */
const MAX_AGE_MS = 10_000

const { platform } = process
// Whoever looks at the processes is told who this is. On Windows it would be the title of a window.
if (platform !== 'win32') process.title = 'ntop: helper'
const wear = new Wear(moment())
let times: CpuTimes | undefined
let listing: Promise<Listing> | undefined
const answering = new Answering(() => {
  listing ??= load()
  return listing
}, platform)

async function load(): Promise<Listing> {
  const [{ processes }, { default: pidusage }] = await Promise.all([
    import('systeminformation/lib/processes'),
    import('pidusage'),
  ])
  times = new CpuTimes({
    platform,
    ask: pids => pidusage(pids, { usePs: false, maxage: MAX_AGE_MS }),
    moment,
    maxAgeMs: MAX_AGE_MS,
    mostDescriptors: descriptorsForTimes(),
  })
  const library = async () => (await processes()).list
  return new Listing({ platform, helperPid: process.pid, library, ps: () => askPs(platform), times, moment })
}

async function reply(question: Question): Promise<Reply> {
  const { id } = question
  try {
    const answer = cleaned(await answering.answer(question))
    const worn = question.kind === 'processes' && wear.isWorn(moment(), times?.descriptors ?? 0)
    return { id, answer, atMs: monotonicMs(), ...(worn && { worn }) }
  } catch (error) {
    return { id, error: cleaned(error instanceof Error ? error.message : String(error)) }
  }
}

/** Whoever asked may be gone by now; then so are we. */
process.on('message', (question: Question) => {
  reply(question).then(said => process.send?.(said, undefined, undefined, () => {}))
})

process.on('disconnect', () => {
  try {
    // A group of our own, see ../helper.ts: the programs that the libraries have started.
    if (platform !== 'win32') process.kill(-process.pid, 'SIGKILL')
  } finally {
    process.exit()
  }
})
