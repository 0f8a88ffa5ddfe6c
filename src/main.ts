/** Composition: the command line decides which front end gets which source. */
import { runCommandLine } from './cli/run.ts'
import { linuxSource } from './sources/linux/source.ts'

/** Runs the program and leaves with its exit code, whatever still hangs in the kernel. */
export async function main(): Promise<void> {
  const code = await runCommandLine({
    argv: process.argv.slice(2),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    version: NTOP_VERSION,
    signals: process,
    openSource: trees => linuxSource(trees),
    async showScreen(invocation) {
      const { runScreen } = await import('./ui/run.ts')
      await runScreen(invocation, { source: linuxSource(invocation.trees), version: NTOP_VERSION })
      return 0
    },
  })
  process.exit(code)
}

await main()
