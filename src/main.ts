/** Composition: the command line decides which front end gets which source. */
import { checkUser } from './cli/check-user.ts'
import type { Listing, Trees } from './cli/invocation.ts'
import { runCommandLine } from './cli/run.ts'
import { leaveThoughHung } from './sources/leaving.ts'
import { type LinuxSource, linuxSource } from './sources/linux/source.ts'

const sources: LinuxSource[] = []

function openSource(trees: Trees): LinuxSource {
  const source = linuxSource(trees)
  sources.push(source)
  return source
}

/** The source of a front end that lists processes, perhaps of one user alone, who has to be there. */
function sourceFor({ trees, user }: Pick<Listing, 'trees' | 'user'>): LinuxSource {
  const source = openSource(trees)
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
    async showScreen(invocation, config) {
      const { runScreen } = await import('./ui/run.ts')
      const source = sourceFor(invocation)
      await runScreen(invocation, { source, config, version: NTOP_VERSION })
      return 0
    },
    async showPlain(invocation, config) {
      const { runPlain } = await import('./ui/plain/run.ts')
      const source = sourceFor(invocation)
      await runPlain(invocation, { source, config, version: NTOP_VERSION })
      return 0
    },
  })
  for (const source of sources) source.close()
  await Promise.all(sources.map(source => source.settled()))
  process.exit(code)
}
