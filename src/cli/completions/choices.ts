/** What may stand where on the command line, for the scripts that shells complete it with. */
import { columns } from '../../columns/index.ts'
import { shortName } from '../../control/limit-change.ts'
import { COMPARED_FIGURE_NAMES, GROUPINGS } from '../../inspect/compared.ts'
import { THEME_NAMES } from '../../model/theme-names.ts'
import { RLIMITS } from '../../procfs/pid-limits.ts'
import { ALLOCATION_GROUPINGS } from '../../runtime/compare.ts'
import { SOURCE_KINDS } from '../../sources/source.ts'
import { demos } from '../demo/demos.ts'
import { type Flag, flags, type Mode, SHELLS, type SubcommandName, subcommands } from '../flags.ts'
import { heapAsks } from '../heap/asks.ts'

/** A word, and what it means. */
export type Word = readonly [word: string, about: string]

/** What completes a word; undefined where nothing does, as for a number. */
export type Choices =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  /** Several of them, with commas between. */
  | { readonly kind: 'list'; readonly words: readonly Word[] }
  /** Each goes on with something that nobody can know. */
  | { readonly kind: 'beginnings'; readonly words: readonly Word[] }
  | { readonly kind: 'pid' | 'pids' | 'users' | 'files' | 'directories' }
  | undefined

const columnWords: readonly Word[] = columns.map(({ id, about }) => [id, about])
const bare = (words: readonly string[]): Choices => ({ kind: 'words', words: words.map(word => [word, '']) })

/** By what the flag's table calls the value. */
const VALUES: Readonly<Record<string, Choices>> = {
  'PID,...': { kind: 'pids' },
  USER: { kind: 'users' },
  COLUMN: { kind: 'words', words: columnWords },
  'COLUMN,...': { kind: 'list', words: columnWords },
  // Of `compare` and of `heap`: each refuses the other's.
  WHAT: bare([...GROUPINGS, ...ALLOCATION_GROUPINGS]),
  FIGURE: bare(COMPARED_FIGURE_NAMES),
  NAME: bare(THEME_NAMES),
  SHELL: bare(SHELLS),
  SOURCE: bare(SOURCE_KINDS),
  FILE: { kind: 'files' },
  DIR: { kind: 'directories' },
}

/** The words that follow a subcommand, as many as it takes; what is a beginning may come again. */
const FOLLOWING: Readonly<Partial<Record<SubcommandName, readonly Choices[]>>> = {
  inspect: [{ kind: 'pid' }],
  heap: [{ kind: 'pid' }, { kind: 'words', words: heapAsks.map(({ name, about }) => [name, about]) }],
  limit: [
    { kind: 'pid' },
    { kind: 'beginnings', words: RLIMITS.map(({ name, about }) => [`${shortName(name)}=`, about]) },
  ],
  snapshot: [{ kind: 'pid' }, { kind: 'files' }],
  compare: [{ kind: 'files' }, { kind: 'files' }],
  demo: [{ kind: 'words', words: demos.map(({ id, about }) => [id, about]) }],
}

/** Without a subcommand processes are listed, in one of these ways. */
const LISTED: readonly Mode[] = ['screen', 'table', 'csv', 'json', 'plain']

/** Where one is on the command line: behind a subcommand, or behind none. */
export interface Place {
  /** Empty behind none. */
  readonly name: string
  readonly flags: readonly Flag[]
  /** What may follow the subcommand, one after the other. */
  readonly following: readonly Choices[]
}

export const allFlags: readonly Flag[] = flags
export const commandWords: readonly Word[] = subcommands.map(({ name, about }) => [name, about])

export const places: readonly Place[] = [
  { name: '', flags: flagsOf(LISTED), following: [{ kind: 'words', words: commandWords }] },
  ...subcommands.map(({ name }) => ({ name, flags: flagsOf([name]), following: FOLLOWING[name] ?? [] })),
]

export function choicesOf({ value }: Flag): Choices {
  return value === undefined ? undefined : VALUES[value]
}

/** As it may be typed: `-p`, `--pid`. */
export function spellings({ name, short }: Flag): readonly string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`]
}

function flagsOf(modes: readonly Mode[]): readonly Flag[] {
  return allFlags.filter(flag => modes.some(mode => flag.modes.includes(mode)))
}

/** In single quotes, as sh, zsh and bash have it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
