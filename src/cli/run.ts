import { statSync } from 'node:fs'
import { constants } from 'node:os'
import type { Writable } from 'node:stream'
import { columns } from '../columns/index.ts'
import { configPath } from '../config/config-file.ts'
import { type LoadedConfig, loadConfig, NO_CONFIG } from '../config/loaded-config.ts'
import { Output } from '../export/output.ts'
import type { LiveEntrance } from '../runtime/live.ts'
import { isDenied, isGone, NoProcessTree } from '../sources/errors.ts'
import type { Source } from '../sources/source.ts'
import { checkUser } from './check-user.ts'
import { Ending, type Signals } from './ending.ts'
import { columnsText, helpText } from './help.ts'
import type {
  DemoInvocation,
  HeapInvocation,
  Invocation,
  Origin,
  PlainInvocation,
  ScreenInvocation,
} from './invocation.ts'
import { parseInvocation } from './parse-invocation.ts'
import { UsageError } from './usage-error.ts'

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
    if (invocation.kind === 'screen') return await surroundings.showScreen(checked(invocation), config)
    if (invocation.kind === 'demo') {
      const { runDemo } = await import('./demo/run.ts')
      return await runDemo(invocation, config, surroundings)
    }
    if (invocation.kind === 'plain' && takesKeys(invocation, surroundings))
      return await surroundings.showPlain(checked(invocation), config)
    if (invocation.kind === 'heap') return await heapUntilSignal(invocation, surroundings)
    return await untilSignal(surroundings.signals, signal => runHeadless(invocation, config, surroundings, signal))
  } catch (error) {
    await new Output(surroundings.stderr).write(`ntop: ${messageOf(error)}\n`)
    return error instanceof UsageError || error instanceof NoProcessTree ? 2 : 1
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
  invocation: Exclude<Invocation, ScreenInvocation | DemoInvocation | HeapInvocation>,
  { troubles }: LoadedConfig,
  { env, openSource, stderr, stdout, version }: Surroundings,
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
      // Loaded when needed: the screen must not wait for it.
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
      return await runCompare(invocation, { stdout: out, stderr: new Output(stderr), width })
    }
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

async function withSource<T>(source: Source, use: (source: Source) => T | Promise<T>): Promise<T> {
  try {
    return await use(source)
  } finally {
    source.close()
  }
}

/** Runs until done, or until a signal ends it: 128 + its number then, at once, whatever the run still waits for. */
async function untilSignal(signals: Signals, run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const ending = new AbortController()
  const listeners: (() => void)[] = []
  const listen = (name: NodeJS.Signals, listener: () => void): void => {
    signals.on(name, listener)
    listeners.push(() => signals.off(name, listener))
  }
  const signalled = new Promise<number>(resolve => {
    for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) {
      listen(name, () => {
        resolve(128 + constants.signals[name])
        ending.abort()
      })
    }
  })
  // Without a listener Node would open a debugger to whoever may signal us.
  listen('SIGUSR1', () => {})
  try {
    return await Promise.race([signalled, run(ending.signal)])
  } finally {
    for (const remove of listeners) remove()
  }
}

/** The invocation, its trees being directories. */
function checked<T extends { readonly origin: Origin }>(invocation: T): T {
  for (const name of ['procfs', 'sysfs'] as const) {
    const path = invocation.origin[name]
    if (path !== undefined && !isDirectory(path))
      throw new UsageError(`--${name} expects a directory, not ${JSON.stringify(path)}`)
  }
  return invocation
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    if (isGone(error) || isDenied(error)) return false
    throw error
  }
}

/**
 * The terminal's width, else COLUMNS as shells set it; 0 where neither says: lines are as long as they need to be. So
 * they are on a terminal that knows nothing, which has no other way to show the rest.
 */
function widthOf(stdout: Surroundings['stdout'], env: Surroundings['env']): number {
  const { COLUMNS = '' } = env
  return (canDraw(env) ? stdout.columns : undefined) ?? (/^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : 0)
}

/** Whether the terminal can move its cursor, as far as the environment tells. */
function canDraw({ TERM = '' }: Surroundings['env']): boolean {
  return TERM !== '' && TERM !== 'dumb'
}

/** One line for what the system refused; where it is our own fault, all that helps to find it. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const expected = error instanceof UsageError || 'code' in error
  return expected ? error.message : (error.stack ?? error.message)
}
