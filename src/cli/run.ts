import type { Writable } from 'node:stream'
import { columns } from '../columns/index.ts'
import { configPath } from '../config/config-file.ts'
import { type LoadedConfig, loadConfig, NO_CONFIG } from '../config/loaded-config.ts'
import { Output } from '../export/output.ts'
import type { LiveEntrance } from '../runtime/live.ts'
import { NoProcessTree } from '../sources/errors.ts'
import type { Source } from '../sources/source.ts'
import { checkUser } from './check-user.ts'
import type { Signals } from './ending.ts'
import { columnsText, helpText } from './help.ts'
import type { Invocation, Origin, PlainInvocation, ScreenInvocation, SubcommandInvocation } from './invocation.ts'
import { parseInvocation } from './parse-invocation.ts'
import { canDraw, widthOf } from './terminal-width.ts'
import { untilSignal } from './until-signal.ts'
import { isUsageError, UsageError } from './usage-error.ts'
import { checked, withSource } from './with-source.ts'

/** What the command line needs of the program around it. */
export interface Surroundings {
  /** The words after the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly version: string
  readonly signals: Signals
  /** @throws UsageError where this system has no such source */
  openSource(origin: Origin): Source | Promise<Source>
  /** A line that is typed on stdin. */
  answer(): Promise<string>
  /** Loads what gets into running programs. */
  live(): Promise<LiveEntrance>
  /** Shows the screen until it is left; resolves to the exit code. Signals are its own business. */
  showScreen(invocation: ScreenInvocation, config: LoadedConfig): Promise<number>
  /** The same in lines of text, one below the other. */
  showPlain(invocation: PlainInvocation, config: LoadedConfig): Promise<number>
}

/** Does what the command line says; resolves to the exit code. What went wrong has been said on stderr. */
export async function runCommandLine(surroundings: Surroundings): Promise<number> {
  try {
    const { invocation, config } = await invocationFor(surroundings)
    switch (invocation.kind) {
      case 'screen':
        return await surroundings.showScreen(checked(invocation), config)
      case 'plain':
      case 'table':
      case 'csv':
      case 'json':
      case 'help':
      case 'columns':
      case 'version':
        if (invocation.kind === 'plain' && takesKeys(invocation, surroundings))
          return await surroundings.showPlain(checked(invocation), config)
        return await untilSignal(surroundings.signals, signal => runHeadless(invocation, config, surroundings, signal))
      default: {
        const { runSubcommand } = await import('./subcommands.ts')
        return await runSubcommand(invocation, config, surroundings)
      }
    }
  } catch (error) {
    await new Output(surroundings.stderr).write(`ntop: ${messageOf(error)}\n`)
    return isUsageError(error) || error instanceof NoProcessTree ? 2 : 1
  }
}

/** Whether there is somebody in front of it who may press keys: not where so many readings were asked for and no more. */
function takesKeys({ count }: PlainInvocation, { stdin, stdout }: Surroundings): boolean {
  return count === undefined && stdin.isTTY === true && stdout.isTTY === true
}

/** What is asked for by the command line, and by the config file where there is a say for that, as far as it can be shown. */
async function invocationFor(surroundings: Surroundings): Promise<{ invocation: Invocation; config: LoadedConfig }> {
  const { argv, env, stdin, stdout, stderr } = surroundings
  const errors = new Output(stderr)
  const asked = parseInvocation(argv, stdout.isTTY === true, {}, 'not known')
  const config = await configFor(asked, surroundings)
  // A file that nobody has looked into may define any name.
  const names = config === NO_CONFIG ? 'not known' : { ...config, themes: config.themes.map(({ name }) => name) }
  let invocation = parseInvocation(argv, stdout.isTTY === true, config.settings, names)
  if (invocation.kind === 'screen' && !canDraw(env)) {
    const why = env['TERM'] === 'dumb' ? 'with TERM=dumb' : 'without TERM'
    await errors.write(`ntop: no screen ${why}: here is a table\n`)
    invocation = parseInvocation(argv, false, config.settings, names)
  }
  // The screen says it by itself, where it stays in view.
  if (invocation.kind !== 'screen') for (const problem of config.problems) await errors.write(`ntop: ${problem}\n`)
  else if (stdin.isTTY !== true)
    throw new UsageError('the screen needs a terminal for its keys; use --once, --plain or --json')
  return { invocation, config }
}

/** Whether it may ask for a query that is saved in the config file. */
function namesQuery(invocation: Invocation): boolean {
  return 'filter' in invocation && invocation.filter?.trimStart().startsWith('@') === true
}

/**
 * The config file of whoever wants to see a table. JSON and CSV are for programs, which get the same in every home: there
 * only a file counts that was named; of the usual one its queries do where one is asked for.
 *
 * @throws UsageError where one was named that cannot be read, or is no TOML
 */
async function configFor(invocation: Invocation, { env }: Surroundings): Promise<LoadedConfig> {
  if (!('config' in invocation)) return NO_CONFIG
  const { kind, config: named } = invocation
  if (named === undefined) {
    const isForPrograms = kind === 'json' || kind === 'csv'
    if (isForPrograms && !namesQuery(invocation)) return NO_CONFIG
    const config = await loadConfig(configPath(env))
    return isForPrograms ? { ...config, settings: {} } : config
  }
  const config = await loadConfig(named)
  if (config.file.kind === 'absent') throw new UsageError(`--config: there is no file ${JSON.stringify(named)}`)
  if (config.file.kind === 'unreadable') throw new UsageError(`--config: ${config.problems.join()}`)
  if (config.broken) throw new UsageError(config.problems.join('\nntop: '))
  return config
}

async function runHeadless(
  invocation: Exclude<Invocation, ScreenInvocation | SubcommandInvocation>,
  { troubles }: LoadedConfig,
  { env, openSource, stdout, version }: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const out = new Output(stdout)
  const width = widthOf(stdout, env)
  switch (invocation.kind) {
    case 'help':
      await out.write(helpText())
      return 0
    case 'columns':
      await out.write(columnsText(columns))
      return 0
    case 'version':
      await out.write(`ntop ${version}\n`)
      return 0
    case 'plain':
    case 'table':
    case 'csv':
    case 'json': {
      const { runSeries, systemClock } = await import('../export/run.ts')
      await withSource(await openSource(checked(invocation).origin), source => {
        checkUser(invocation.user, source.names)
        return runSeries(invocation, { source, out, clock: systemClock, signal, width, troubles })
      })
      return 0
    }
  }
}

/** One line for what the system refused; where it is our own fault, all that helps to find it. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const expected = isUsageError(error) || 'code' in error
  return expected ? error.message : (error.stack ?? error.message)
}
