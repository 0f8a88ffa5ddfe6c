/** Composition: the command line decides which front end gets which source. */
import { existsSync } from 'node:fs'
import { checkUser } from './cli/check-user.ts'
import { chooseSource } from './cli/choose-source.ts'
import type { Listing, Origin } from './cli/invocation.ts'
import { liveHeaps } from './cli/live-heaps.ts'
import { runCommandLine } from './cli/run.ts'
import { leaveThoughHung } from './sources/leaving.ts'
import { linuxSource } from './sources/linux/source.ts'
import type { Source, SourceKind } from './sources/source.ts'

const openers: Readonly<Record<SourceKind, (origin: Origin) => Source | Promise<Source>>> = {
  linux: origin => linuxSource({ ...origin, askCpuModel: async () => (await portable()).askCpuModel() }),
  portable: async () => (await portable()).openPortable(),
}

const sources: Source[] = []

/** Neither it nor the libraries are looked at where Linux tells by itself. */
function portable() {
  return import('./sources/portable/open.ts')
}

/** What gets into programs: it stands apart, too. */
function live() {
  return import('./runtime/live.ts')
}

async function openSource(origin: Origin): Promise<Source> {
  const kind = chooseSource(origin, { platform: process.platform, hasProc: existsSync('/proc/self/stat') })
  const source = await openers[kind](origin)
  sources.push(source)
  return source
}

/** The source of a front end that lists processes, perhaps of one user alone, who has to be there. */
async function sourceFor({ origin, user }: Pick<Listing, 'origin' | 'user'>): Promise<Source> {
  const source = await openSource(origin)
  checkUser(user, source.names)
  return source
}

/** Runs the program and leaves with its exit code, whatever still hangs in the kernel. */
export async function main(): Promise<void> {
  leaveThoughHung(sources)
  const code = await runCommandLine({
    argv: process.argv.slice(2),
    env: process.env,
    // Opened only by whoever asks for them: each costs a millisecond.
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    get stderr() {
      return process.stderr
    },
    version: NTOP_VERSION,
    signals: process,
    openSource,
    async answer() {
      const { readLine } = await import('./cli/read-line.ts')
      return await readLine(process.stdin)
    },
    live,
    async showScreen(invocation, config) {
      const { runScreen } = await import('./ui/run.ts')
      const source = await sourceFor(invocation)
      await runScreen(invocation, { source, config, version: NTOP_VERSION, heaps: liveHeaps(source, live) })
      return 0
    },
    async showPlain(invocation, config) {
      const { runPlain } = await import('./ui/plain/run.ts')
      const source = await sourceFor(invocation)
      await runPlain(invocation, { source, config, version: NTOP_VERSION })
      return 0
    },
  })
  for (const source of sources) source.close()
  await Promise.all(sources.map(source => source.settled?.()))
  process.exit(code)
}
