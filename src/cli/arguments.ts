/**
 * The words of a command line told apart: which flags with which values, and what stands by itself. What the values
 * mean is not looked at here.
 */
import { parseArgs } from 'node:util'
import { suggestion } from '../model/closest.ts'
import { type Flag, type FlagName, flags, spelled } from './flags.ts'
import { UsageError } from './usage-error.ts'

/** One flag as it was given. */
export interface Given {
  readonly flag: Flag
  /** As it was typed: `-d` or `--delay`, for messages. */
  readonly typed: string
  /** Its values in order, one for each time it was given; none for a switch. */
  readonly values: readonly string[]
}

export interface Arguments {
  readonly given: ReadonlyMap<FlagName, Given>
  readonly positionals: readonly string[]
}

const table: readonly Flag[] = flags
const byName: ReadonlyMap<string, FlagName> = new Map(flags.map(flag => [flag.name, flag.name]))
const options = Object.fromEntries(
  table.map(({ name, short, value }) => {
    const type = value === undefined ? ('boolean' as const) : ('string' as const)
    return [name, short === undefined ? { type } : { type, short }]
  }),
)

/**
 * Reads the words after the program's name.
 *
 * @throws UsageError at an unknown flag, a value that is missing, or one that is too much
 */
export function readArguments(argv: readonly string[]): Arguments {
  // Not strict: parseArgs' own errors know nothing of close matches, and name some flags otherwise than they were typed.
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true })
  const given = new Map<FlagName, Given>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const name = byName.get(token.name)
    const flag = table.find(known => known.name === name)
    if (name === undefined || flag === undefined) throw unknownFlag(token.rawName)
    const values = [...(given.get(name)?.values ?? []), ...valuesOf(flag, token)]
    given.set(name, { flag, typed: token.rawName, values })
  }
  return { given, positionals }
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function valuesOf(flag: Flag, { rawName, value, inlineValue }: OptionToken): readonly string[] {
  if (flag.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, and was given ${JSON.stringify(value)}`)
    return []
  }
  // A word that looks like the next flag is no value, unless it was written onto this one: `-F-x`, `--filter=-x`.
  const missing = value === undefined || value === '' || (inlineValue !== true && /^-./.test(value))
  if (missing) throw new UsageError(`${rawName} needs a value: ${rawName} ${flag.value}`)
  return [value]
}

function unknownFlag(typed: string): UsageError {
  const long = flags.map(flag => spelled(flag.name))
  const hint = typed.startsWith('--') ? suggestion(typed, long) : ''
  return new UsageError(`unknown flag ${typed}${hint}`)
}
