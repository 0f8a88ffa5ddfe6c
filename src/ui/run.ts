/** The screen as a front end of the program. */
import type { ScreenInvocation } from '../cli/invocation.ts'
import { commands } from '../commands/index.ts'
import { initialView } from '../model/view.ts'
import type { Source } from '../sources/source.ts'
import { colourDepth } from '../terminal/colour.ts'
import { withScreen } from '../terminal/screen.ts'
import { App } from './app.ts'
import { CommandKeys } from './overlays/command-keys.ts'
import { beThrifty } from './thrift.ts'

export interface ScreenSurroundings {
  readonly source: Source
  readonly version: string
}

/** Shows the screen until it is left. */
export async function runScreen(invocation: ScreenInvocation, { source, version }: ScreenSurroundings): Promise<void> {
  const { env, stdin, stdout, pid } = process
  const barred = barredReason(invocation)
  const view = initialView({
    intervalMs: invocation.intervalMs,
    pids: invocation.pids,
    user: invocation.user,
    filter: invocation.filter ?? '',
    readonly: barred !== undefined,
    ...(invocation.sort && { sort: { columnId: invocation.sort.id, descending: invocation.sort.descending } }),
  })
  await withScreen(
    {
      input: stdin,
      output: stdout,
      env,
      mouse: invocation.mouse,
      ascii: invocation.ascii,
      colours: colourDepth(env, { noColour: !invocation.color }),
      theme: 'auto',
      onLeave: () => source.close(),
    },
    async terminal => {
      const app = new App({
        terminal,
        source,
        view,
        commands: commands.filter(command => barred === undefined || !command.acts),
        barred: barredKeys(barred),
        keys: new CommandKeys(commands),
        version,
        ownUid: process.getuid?.(),
        selfPid: pid,
      })
      // Not before the first frame, for which it would load a module.
      setImmediate(beThrifty)
      await app.run()
    },
  )
}

/** The keys of acting commands, where nothing may be done, with the reason. */
function barredKeys(reason: string | undefined): ReadonlyMap<string, string> {
  if (reason === undefined) return new Map()
  const acting = commands.filter(command => command.acts)
  return new Map(acting.flatMap(command => command.keys.map(key => [key, reason] as const)))
}

/** Why nothing may be done to processes; undefined where it may. Pids of another tree are not this system's. */
function barredReason({ readonly, trees }: ScreenInvocation): string | undefined {
  if (readonly) return 'not under --readonly'
  return trees.procfs === undefined ? undefined : 'not with --procfs: these are not the processes of this system'
}
