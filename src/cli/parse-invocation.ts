/** From the words of a command line to what is to be done, checked and whole. */
import type { AnyColumn } from '../columns/column.ts'
import { findColumn } from '../columns/index.ts'
import { readSizedName } from '../columns/sized-name.ts'
import type { Settings } from '../config/settings.ts'
import { COMPARED_FIGURE_NAMES, GROUPINGS } from '../inspect/compared.ts'
import { suggestion } from '../model/closest.ts'
import type { SavedQueries } from '../query/saved.ts'
import { SOURCE_KINDS } from '../sources/source.ts'
import { type Arguments, type Given, readArguments } from './arguments.ts'
import { type FlagName, type Mode, SHELLS, type SubcommandName, spelled, subcommands } from './flags.ts'
import { parseHeapTerms, parseHeapWords } from './heap/parse.ts'
import type { DefinedNames, Invocation, Listing, Origin, ScreenInvocation } from './invocation.ts'
import { parseLimits } from './limit-words.ts'
import { UsageError } from './usage-error.ts'
import {
  lastValue,
  parseColumn,
  parseColumns,
  parseCount,
  parseFilter,
  parseInterval,
  parsePid,
  parsePids,
  parseTheme,
  parseWord,
} from './values.ts'

const NO_NAMES: DefinedNames = { themes: [], queries: new Map() }
const PLAIN_INTERVAL_MS = 10_000
const PLAIN_TOP = 10

/** What a mode is called in a message. */
const MODE_NAMES: Record<Mode, string> = {
  screen: 'the screen',
  table: 'a table',
  csv: 'CSV',
  json: 'JSON',
  plain: 'plain text',
  inspect: 'ntop inspect',
  heap: 'ntop heap',
  limit: 'ntop limit',
  snapshot: 'ntop snapshot',
  compare: 'ntop compare',
  schema: 'ntop schema',
  demo: 'ntop demo',
}

/**
 * What a command line asks for.
 *
 * @param argv the words after the program's name
 * @param stdoutIsTerminal a terminal gets the screen, anything else a table, when the flags leave it open
 * @param settings what is wanted where no flag says otherwise
 * @param names what the config file defines; as long as that is not known, any name is left as it is
 * @throws UsageError naming the flag or word at fault and what was expected
 */
export function parseInvocation(
  argv: readonly string[],
  stdoutIsTerminal: boolean,
  settings: Settings = {},
  names: DefinedNames | 'not known' = NO_NAMES,
): Invocation {
  const args = readArguments(argv)
  const { given } = args
  if (given.has('help')) return { kind: 'help' }
  if (given.has('version')) return { kind: 'version' }
  if (given.has('default-config')) return { kind: 'default-config' }
  const shell = ifGiven(args, 'completions', completions => parseWord(completions, SHELLS))
  if (shell !== undefined) return { kind: 'completions', shell }
  const listed = [given.get('sort'), given.get('columns')]
  if (listed.some(flag => flag !== undefined && lastValue(flag) === 'help')) return { kind: 'columns' }

  const subcommand = subcommandOf(args)
  const mode = subcommand ?? listMode(args, stdoutIsTerminal, settings)
  // What is shown of a demo is the screen.
  refuseStrangers(args, mode === 'demo' ? 'screen' : mode)
  const queries = names === 'not known' ? undefined : names.queries
  // What a table has no use for is refused all the same where it cannot be.
  const theme = ifGiven(args, 'theme', given => parseTheme(given, names === 'not known' ? names : names.themes))
  switch (mode) {
    case 'schema':
      return { kind: 'schema' }
    case 'inspect':
      return {
        kind: 'inspect',
        origin: originOf(args),
        pid: pidIn(args, 'inspect'),
        json: given.has('json'),
        secrets: given.has('secrets'),
      }
    case 'heap': {
      const pid = pidIn(args, 'heap')
      const question = parseHeapWords(args)
      const terms = parseHeapTerms(args)
      const [json, yes] = [given.has('json'), given.has('yes')]
      return { kind: 'heap', origin: originOf(args), pid, question, terms, json, yes }
    }
    case 'limit': {
      const pid = pidIn(args, 'limit')
      const changes = parseLimits(args.positionals.slice(2))
      return { kind: 'limit', origin: originOf(args), pid, changes, yes: given.has('yes') }
    }
    case 'snapshot': {
      const pid = pidIn(args, 'snapshot')
      const file = fileIn(args, 'snapshot', 1, 'a file to write')
      return { kind: 'snapshot', origin: originOf(args), pid, file, replace: given.has('force') }
    }
    case 'compare':
      return {
        kind: 'compare',
        old: fileIn(args, 'compare', 0, 'the older of two snapshots'),
        new: fileIn(args, 'compare', 1, 'the newer of two snapshots'),
        json: given.has('json'),
        by: ifGiven(args, 'by', by => parseWord(by, GROUPINGS)),
        figure: ifGiven(args, 'figure', figure => parseWord(figure, COMPARED_FIGURE_NAMES)),
        top: ifGiven(args, 'top', parseCount),
      }
    case 'json':
      return {
        kind: 'json',
        ...listing(args, settings, queries),
        count: countOf(args),
        columns: ifGiven(args, 'columns', parseColumns) ?? columnsOf(settings),
        full: given.has('full'),
      }
    case 'table':
    case 'csv':
      return {
        kind: mode,
        ...listing(args, settings, queries),
        tree: given.has('tree') || settings.tree === true,
        count: countOf(args) ?? 1,
        columns: ifGiven(args, 'columns', parseColumns) ?? columnsOf(settings),
      }
    case 'plain': {
      const count = countOf(args)
      return {
        kind: 'plain',
        ...listing(args, settings, queries),
        // What is listened to must not come as often as what is looked at, whatever the settings say of the screen.
        intervalMs: ifGiven(args, 'delay', parseInterval) ?? PLAIN_INTERVAL_MS,
        count,
        goesOn: count !== undefined || given.has('delay'),
        top: ifGiven(args, 'top', parseCount) ?? PLAIN_TOP,
        kernelThreads: settings.kernel_threads === true || given.has('pid'),
        columns: ifGiven(args, 'columns', parseColumns),
        readonly: given.has('readonly') || settings.readonly === true,
        settings,
      }
    }
    case 'screen':
      return { kind: 'screen', ...screen(args, settings, queries, theme) }
    case 'demo':
      return { kind: 'demo', name: args.positionals[1], ...screen(args, settings, queries, theme) }
  }
}

/** What the screen is to be like. */
function screen(
  args: Arguments,
  settings: Settings,
  queries: SavedQueries | undefined,
  theme: string | undefined,
): Omit<ScreenInvocation, 'kind'> {
  const { given } = args
  return {
    ...listing(args, settings, queries),
    columns: ifGiven(args, 'columns', parseColumns) ?? columnsOf(settings),
    tree: given.has('tree') || settings.tree === true,
    readonly: given.has('readonly') || settings.readonly === true,
    color: !given.has('no-color') && settings.color !== false,
    mouse: !given.has('no-mouse') && settings.mouse !== false,
    ascii: given.has('ascii') || settings.ascii === true,
    theme: theme ?? settings.theme ?? 'auto',
    settings,
    flagged: { sort: given.has('sort'), columns: given.has('columns') },
  }
}

/** How processes are listed. */
function listMode({ given }: Arguments, stdoutIsTerminal: boolean, { plain }: Settings): Mode {
  if (given.has('json') && given.has('csv')) throw new UsageError('--json and --csv contradict each other')
  if (given.has('json')) return 'json'
  if (given.has('csv')) return 'csv'
  if (given.has('plain')) return 'plain'
  if (given.has('once') || !stdoutIsTerminal) return 'table'
  return plain === true ? 'plain' : 'screen'
}

/** How many words may follow a subcommand. */
const MOST_WORDS: Record<SubcommandName, number> = {
  inspect: 1,
  // Each of what it can be asked for knows how many follow it.
  heap: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
  snapshot: 2,
  compare: 2,
  schema: 0,
  demo: 1,
}

function subcommandOf({ positionals }: Arguments): SubcommandName | undefined {
  const [word, ...rest] = positionals
  if (word === undefined) return undefined
  const subcommand = subcommands.find(({ name }) => name === word)
  if (subcommand === undefined) {
    const names = subcommands.map(({ name }) => name)
    const hint = /^\d+$/.test(word) ? `; did you mean inspect ${word}, or -p ${word}?` : suggestion(word, names)
    throw new UsageError(`unknown subcommand ${JSON.stringify(word)}${hint}`)
  }
  const extra = rest[MOST_WORDS[subcommand.name]]
  if (extra !== undefined) throw new UsageError(`ntop ${word} does not expect ${JSON.stringify(extra)}`)
  return subcommand.name
}

/** Refuses flags that have no meaning in this mode, rather than to do nothing with them. */
function refuseStrangers({ given }: Arguments, mode: Mode): void {
  for (const { flag, typed } of given.values()) {
    if (flag.modes.includes(mode)) continue
    const places = flag.modes.map(place => MODE_NAMES[place]).join(' and ')
    throw new UsageError(`${typed} is for ${places}, not for ${MODE_NAMES[mode]}`)
  }
}

function pidIn(args: Arguments, name: SubcommandName): number {
  return parsePid(wordIn(args, name, 0, 'a process id'), `ntop ${name}`)
}

/** A word behind the subcommand's name, counted from there. */
function wordIn({ positionals }: Arguments, name: SubcommandName, at: number, what: string): string {
  const word = positionals[at + 1]
  if (word === undefined || word === '') throw new UsageError(`ntop ${name} needs ${what}: ${usageOf(name)}`)
  return word
}

/** The name of a file. Who writes `-` means a pipe, and would find a file of that name. */
function fileIn(args: Arguments, name: SubcommandName, at: number, what: string): string {
  const file = wordIn(args, name, at, what)
  if (file !== '-') return file
  const pipe = name === 'compare' ? '/dev/stdin is what comes through a pipe, ' : ''
  throw new UsageError(`ntop ${name} needs ${what}, and "-" is none: ${pipe}./- a file of that name`)
}

function usageOf(name: SubcommandName): string {
  return `ntop ${name} ${subcommands.find(subcommand => subcommand.name === name)?.usage}`
}

function countOf(args: Arguments): number | undefined {
  const count = ifGiven(args, 'count', parseCount)
  if (!args.given.has('once')) return count
  if (count !== undefined && count !== 1)
    throw new UsageError(`${spelled('once')} and -n ${count} contradict each other`)
  return 1
}

function listing(args: Arguments, settings: Settings, saved: SavedQueries | undefined): Listing {
  const sort = ifGiven(args, 'sort', given => parseColumn(lastValue(given), given.typed))
  return {
    origin: originOf(args),
    intervalMs: ifGiven(args, 'delay', parseInterval) ?? Math.round((settings.interval ?? 1) * 1000),
    pids: ifGiven(args, 'pid', parsePids),
    user: ifGiven(args, 'user', lastValue),
    filter: ifGiven(args, 'filter', given => parseFilter(given, saved)),
    // Which way round belongs to the column beside which it stands.
    ...(sort === undefined
      ? {
          sort: settings.sort === undefined ? undefined : findColumn(settings.sort),
          descending: settings.sort_descending,
        }
      : { sort, descending: undefined }),
    config: ifGiven(args, 'config', lastValue),
  }
}

/** The columns of the settings; undefined where these leave it to whoever draws. */
function columnsOf({ columns = [] }: Settings): readonly AnyColumn[] | undefined {
  return columns.length === 0 ? undefined : columns.flatMap(name => readSizedName(name).sized ?? [])
}

function originOf(args: Arguments): Origin {
  const source = ifGiven(args, 'source', given => parseWord(given, SOURCE_KINDS))
  const tree = args.given.get('procfs') ?? args.given.get('sysfs')
  if (source === 'portable' && tree !== undefined) {
    const both = `${spelled('source')} ${source} and ${tree.typed}`
    throw new UsageError(`${both} contradict each other: it reads no tree of files`)
  }
  return { source, procfs: ifGiven(args, 'procfs', lastValue), sysfs: ifGiven(args, 'sysfs', lastValue) }
}

function ifGiven<T>({ given }: Arguments, name: FlagName, read: (given: Given) => T): T | undefined {
  const found = given.get(name)
  return found === undefined ? undefined : read(found)
}
