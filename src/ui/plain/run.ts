/** Lines of text, one below the other, as a front end of the program: for screen readers, and whoever wants to scroll back. */
import type { PlainInvocation } from '../../cli/invocation.ts'
import { findColumn } from '../../columns/index.ts'
import { commands as usualCommands } from '../../commands/index.ts'
import type { LoadedConfig } from '../../config/loaded-config.ts'
import { viewOf } from '../../config/view-settings.ts'
import { initialView } from '../../model/view.ts'
import type { Source } from '../../sources/source.ts'
import { withLines } from '../../terminal/lines.ts'
import { barredReason } from '../barred.ts'
import { beThrifty } from '../thrift.ts'
import { PlainApp } from './app.ts'

export interface PlainSurroundings {
  readonly source: Source
  readonly config: LoadedConfig
  readonly version: string
}

/** Reads the machine and tells of it until it is left. */
export async function runPlain(
  invocation: PlainInvocation,
  { source, config, version }: PlainSurroundings,
): Promise<void> {
  const { stdin, stdout, pid } = process
  const barred = barredReason(invocation)
  const { sort = findColumn('cpu'), descending = sort?.descending ?? false } = invocation
  const view = initialView({
    ...viewOf(invocation.settings),
    intervalMs: invocation.intervalMs,
    kernelThreads: invocation.kernelThreads,
    pids: invocation.pids,
    user: invocation.user,
    filter: invocation.filter ?? '',
    sort: { columnId: sort?.id ?? 'pid', descending },
    readonly: barred !== undefined,
  })
  await withLines({ input: stdin, output: stdout, onLeave: () => source.close() }, async terminal => {
    const app = new PlainApp({
      terminal,
      source,
      view,
      commands: config.commands ?? usualCommands,
      barred,
      columns: invocation.columns,
      troubles: config.troubles,
      top: invocation.top,
      goesOn: invocation.goesOn,
      version,
      ownUid: process.getuid?.(),
      selfPid: pid,
    })
    setImmediate(beThrifty)
    await app.run()
  })
}
