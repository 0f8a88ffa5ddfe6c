/**
 * What is asked for by a subcommand, or by a flag that prints a text. It stands in a bundle of its own beside the program, so
 * that nobody who looks at processes waits for it: `run.ts` alone imports it, when it is needed. What goes from one to the
 * other is known by what it can do or by its name, not by its class.
 */
import type { LoadedConfig } from '../config/loaded-config.ts'
import { Output } from '../export/output.ts'
import { Ending } from './ending.ts'
import type { DemoInvocation, HeapInvocation, SubcommandInvocation } from './invocation.ts'
import type { Surroundings } from './run.ts'
import { widthOf } from './terminal-width.ts'
import { untilSignal } from './until-signal.ts'
import { checked, withSource } from './with-source.ts'

/** Does what was asked for; resolves to the exit code. */
export async function runSubcommand(
  invocation: SubcommandInvocation,
  config: LoadedConfig,
  surroundings: Surroundings,
): Promise<number> {
  if (invocation.kind === 'heap') return await heapUntilSignal(invocation, surroundings)
  if (invocation.kind === 'demo') {
    const { runDemo } = await import('./demo/run.ts')
    return await runDemo(invocation, config, surroundings)
  }
  return await untilSignal(surroundings.signals, signal => runHeadless(invocation, surroundings, signal))
}

async function runHeadless(
  invocation: Exclude<SubcommandInvocation, DemoInvocation | HeapInvocation>,
  { env, openSource, stderr, stdout }: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const out = new Output(stdout)
  const width = widthOf(stdout, env)
  switch (invocation.kind) {
    case 'completions': {
      const { completionScript } = await import('./completions/index.ts')
      await out.write(completionScript(invocation.shell))
      return 0
    }
    case 'default-config': {
      const { defaultConfig } = await import('../config/default-config.ts')
      await out.write(defaultConfig())
      return 0
    }
    case 'schema': {
      const { jsonSchema } = await import('../export/schema.ts')
      await out.write(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`)
      return 0
    }
    case 'inspect': {
      const { runInspect } = await import('../inspect/run.ts')
      return withSource(await openSource(checked(invocation).origin), source =>
        runInspect(
          source,
          invocation.pid,
          { json: invocation.json, secrets: invocation.secrets, ...(width > 0 && { width }) },
          { stdout: out, stderr: new Output(stderr) },
        ),
      )
    }
    case 'limit': {
      const { runLimit } = await import('./limit.ts')
      return withSource(await openSource(invocation.origin), source =>
        runLimit(invocation, source, { path: env['PATH'], stdout: out, stderr: new Output(stderr) }),
      )
    }
    case 'snapshot': {
      const { runSnapshot } = await import('./snapshot.ts')
      return withSource(await openSource(checked(invocation).origin), source =>
        runSnapshot(invocation, source, { stdout: out, stderr: new Output(stderr), signal }),
      )
    }
    case 'compare': {
      const { runCompare } = await import('./compare.ts')
      const here = { source: undefined, procfs: undefined, sysfs: undefined }
      return await runCompare(invocation, {
        stdout: out,
        stderr: new Output(stderr),
        width,
        openSource: () => openSource(here),
      })
    }
  }
}

/** Somebody waits for this one process, and nothing else is held up by a machine that is busy. */
const PATIENCE_MS = 3000

/** A signal ends it once what was done to the program is undone. */
async function heapUntilSignal(invocation: HeapInvocation, surroundings: Surroundings): Promise<number> {
  const { env, stdin, stdout, stderr, signals } = surroundings
  const ending = new Ending(signals)
  const asks = stdin.isTTY === true && stderr.isTTY === true
  try {
    const [{ runHeap }, { SourceLines }] = await Promise.all([import('./heap.ts'), import('../runtime/source-line.ts')])
    const origin = { ...checked(invocation).origin, deadlineMs: PATIENCE_MS }
    return await withSource(await surroundings.openSource(origin), source =>
      runHeap(invocation, source, {
        stdout: new Output(stdout),
        stderr: new Output(stderr),
        width: widthOf(stdout, env),
        answer: asks ? () => surroundings.answer() : undefined,
        ending,
        live: () => surroundings.live(),
        sourceLines: (files, id) => {
          const lines = new SourceLines(files, id)
          return place => lines.lineOf(place)
        },
      }),
    )
  } finally {
    ending.close()
  }
}
