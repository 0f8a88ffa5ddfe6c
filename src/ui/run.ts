/** The screen as a front end of the program. */
import type { ScreenInvocation } from '../cli/invocation.ts'
import type { Command } from '../commands/command.ts'
import { commands as usualCommands } from '../commands/index.ts'
import { isFirstStart } from '../config/first-start.ts'
import type { LoadedConfig } from '../config/loaded-config.ts'
import { viewOf } from '../config/view-settings.ts'
import { takeLayout, withOwnLayouts } from '../model/layouts.ts'
import { clean } from '../model/text.ts'
import { initialView, type View } from '../model/view.ts'
import type { LiveHeaps } from '../runtime/heaps.ts'
import type { Source } from '../sources/source.ts'
import { colourDepth } from '../terminal/colour.ts'
import { withScreen } from '../terminal/screen.ts'
import type { Theme } from '../terminal/theme.ts'
import { App } from './app.ts'
import { barredReason } from './barred.ts'
import { Guide } from './guide.ts'
import { type Left, leftText, OpenSessions } from './heap/open-sessions.ts'
import { CommandKeys } from './overlays/command-keys.ts'
import { beThrifty } from './thrift.ts'

export interface ScreenSurroundings {
  readonly source: Source
  readonly config: LoadedConfig
  readonly version: string
  /** How live heaps are got at; undefined where they are not. */
  readonly heaps?: LiveHeaps | undefined
}

/** Shows the screen until it is left. */
export async function runScreen(
  invocation: ScreenInvocation,
  { source, config, version, heaps }: ScreenSurroundings,
): Promise<void> {
  const { env, stdin, stdout, pid } = process
  const barred = barredReason(invocation)
  const commands = config.commands ?? usualCommands
  const { theme, note } = await themeFor(invocation, config)
  const view = initialView({
    layouts: withOwnLayouts(config.layouts),
    ...viewOf(invocation.settings),
    intervalMs: invocation.intervalMs,
    pids: invocation.pids,
    user: invocation.user,
    filter: invocation.filter ?? '',
    columns: invocation.columns?.map(({ id, width, fixed }) => ({ id, width: fixed ? width : undefined })),
    tree: invocation.tree,
    theme: invocation.theme,
    readonly: barred !== undefined,
    ...sortOf(invocation),
  })
  const { sort, columns } = view
  takeLayout(view, view.layout)
  // What a flag asks for is meant more than what comes with the layout.
  if (invocation.flagged.sort) view.sort = sort
  if (invocation.flagged.columns) view.columns = columns
  const sessions = new OpenSessions()
  let sayAfterStop = (_: string): void => undefined
  await withScreen(
    {
      input: stdin,
      output: stdout,
      env,
      mouse: invocation.mouse,
      ascii: invocation.ascii,
      colours: colourDepth(env, { noColour: !invocation.color }),
      theme,
      onLeave: () => source.close(),
      settle: () => sessions.leaveAll('ntop has ended')?.then(tellLeftBehind),
      beforeStop: () =>
        sessions.leaveAll('ntop was stopped')?.then(all => () => sayAfterStop(all.map(leftText).join(' · '))),
    },
    async terminal => {
      const app = new App({
        terminal,
        source,
        view,
        commands: commands.filter(command => barred === undefined || !command.acts),
        barred: barredKeys(commands, barred),
        keys: new CommandKeys(commands),
        notes: note === undefined ? config.problems : [...config.problems, note],
        themes: config.themes,
        queries: config.queries,
        troubles: config.troubles,
        saveSettings: savingTo(config),
        version,
        guide: invocation.guide && new Guide(invocation.guide.title, invocation.guide.steps),
        opened: invocation.opened,
        ownUid: process.getuid?.(),
        selfPid: pid,
        live: heaps && { heaps, sessions },
      })
      sayAfterStop = text => app.say(text)
      // Not before the first frame, for which it would load a module, or look at a file.
      setImmediate(() => {
        beThrifty()
        if (isNewcomer(config, env)) app.welcome()
      })
      await app.run()
    },
  )
}

/** What could not be undone is said where it stays to be read: on the terminal, which is given back by now. */
function tellLeftBehind(all: readonly Left[]): void {
  for (const left of all) if (left.leftBehind.length > 0) process.stderr.write(`ntop: ${leftText(left)}\n`)
}

/** Whoever has a config file is none, even if it is empty. */
function isNewcomer({ file }: LoadedConfig, env: NodeJS.ProcessEnv): boolean {
  const hasConfig = file.kind === 'read' || file.kind === 'unreadable'
  return !hasConfig && isFirstStart(env, process.getuid?.())
}

/** The order that was asked for; that of the view where none was. */
function sortOf({ sort, descending }: ScreenInvocation): Partial<View> {
  if (sort === undefined && descending === undefined) return {}
  const columnId = sort?.id ?? initialView({}).sort.columnId
  return { sort: { columnId, descending: descending ?? sort?.descending ?? true } }
}

/** Writes the view's choices to the config file, again and again, each time once the time before is over. */
function savingTo(config: LoadedConfig): (view: View) => Promise<string> {
  let current = Promise.resolve(config)
  return async view => {
    const saved = Promise.all([import('../config/save-settings.ts'), current]).then(([{ saveSettings }, before]) =>
      saveSettings(before, view),
    )
    current = saved.then(({ config: now }) => now)
    return (await saved).said
  }
}

/** The theme, and what of it cannot be read well. Loaded only where one is named. */
async function themeFor(
  { theme }: ScreenInvocation,
  { file, themes }: LoadedConfig,
): Promise<{ theme: Theme | 'auto'; note?: string | undefined }> {
  if (theme === 'auto') return { theme }
  const { themeOf, weaknessNote } = await import('./known-themes.ts')
  const path = 'path' in file ? clean(file.path) : ''
  return { theme: themeOf(theme, themes), note: weaknessNote(theme, themes, path) }
}

/** The keys of acting commands, where nothing may be done, with the reason. */
function barredKeys(commands: readonly Command[], reason: string | undefined): ReadonlyMap<string, string> {
  if (reason === undefined) return new Map()
  const acting = commands.filter(command => command.acts)
  return new Map(acting.flatMap(command => command.keys.map(key => [key, reason] as const)))
}
