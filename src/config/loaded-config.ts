/** The config file as the program starts with it. */
import type { Command } from '../commands/command.ts'
import type { LayoutChoice } from '../model/layouts.ts'
import { clean } from '../model/text.ts'
import type { TroubleChoices } from '../model/troubles/detector-kind.ts'
import type { SavedQueries } from '../query/saved.ts'
import { type ConfigFile, readConfigFile } from './config-file.ts'
import type { OwnTheme } from './own-themes.ts'
import { queryCommands } from './saved-queries.ts'
import type { Settings } from './settings.ts'

export interface LoadedConfig {
  readonly file: ConfigFile
  readonly settings: Settings
  /** Which troubles are looked for, and from where on. */
  readonly troubles: TroubleChoices
  /** All commands, where the file has something to say about their keys or might have. */
  readonly commands: readonly Command[] | undefined
  /** Themes that the file has. */
  readonly themes: readonly OwnTheme[]
  readonly queries: SavedQueries
  /** Layouts of one's own. */
  readonly layouts: readonly LayoutChoice[]
  /** What is wrong with it, each with file, line, column and reason, or file and reason. */
  readonly problems: readonly string[]
  /** It cannot be known what stands in it: not to be read, or no TOML. */
  readonly broken: boolean
}

export const NO_CONFIG: LoadedConfig = {
  file: { kind: 'nowhere' },
  settings: {},
  troubles: {},
  commands: undefined,
  themes: [],
  queries: new Map(),
  layouts: [],
  problems: [],
  broken: false,
}

/** Reads the config file at a path; a file that is not there sets nothing. */
export async function loadConfig(path: string | undefined): Promise<LoadedConfig> {
  const file = readConfigFile(path)
  if (file.kind === 'unreadable')
    return { ...NO_CONFIG, file, problems: [clean(`${file.path}: ${file.reason}`)], broken: true }
  if (file.kind !== 'read') return { ...NO_CONFIG, file }
  // Costs five milliseconds, which whoever has no file need not wait for.
  const { readConfig } = await import('./read-config.ts')
  const { settings, commands, queries, troubles, themes, layouts, problems, broken } = readConfig(file.text)
  const place = clean(file.path)
  return {
    file,
    settings,
    troubles,
    commands: [...commands, ...queryCommands(queries)],
    themes,
    queries,
    layouts,
    problems: problems.map(({ line, column, reason }) => `${place}:${line}:${column}: ${reason}`),
    broken,
  }
}
