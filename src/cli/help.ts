/** What `ntop --help` and `ntop -o help` print, made from the tables of flags, subcommands and columns. */
import type { AnyColumn } from '../columns/column.ts'
import { type Flag, flags, type Group, subcommands } from './flags.ts'
import { heapAsks } from './heap/asks.ts'

const INDENT = '  '
/** Command lines that work as they stand. */
export const examples: readonly { readonly line: string; readonly about: string }[] = [
  { line: 'ntop -u www-data -s rss', about: 'one user, most memory first' },
  { line: "ntop -F 'mem > 1GiB or name ~ node'", about: 'those alone; ? tells more of queries' },
  { line: 'ntop --once -o pid,user,rss,command', about: 'a table with these columns' },
  { line: 'ntop -o pid,user:12,rss,cpu,command', about: 'the screen with these columns' },
  { line: 'ntop --plain --top 3 -d 60', about: 'what is up each minute, in sentences' },
  { line: 'ntop --once --csv -o pid,rss,uss', about: 'a table for a spreadsheet' },
  { line: 'ntop --once --json | jq .memory', about: 'one moment for a script' },
  { line: 'ntop --json -d 10 -n 6 > minute.jsonl', about: 'six moments, ten seconds apart' },
  { line: 'ntop inspect $$', about: 'memory and limits of this shell' },
  { line: 'ntop heap $$', about: 'what runs it, what it could be asked' },
  { line: 'ntop heap $$ lines --for 30', about: 'which code allocates in 30 seconds' },
  { line: 'ntop limit $$ nofile=4096:8192', about: 'open files of this shell' },
  { line: 'ntop snapshot $$ before.json', about: 'what this shell holds, to compare with' },
  { line: 'ntop compare before.json after.json', about: 'what grew since, the most first' },
]

/** The whole help, lines of at most 80 columns, plain letters only. */
export function helpText(): string {
  const table: readonly Flag[] = flags
  const groups = [...new Set(table.map(flag => flag.group))]
  const options = table.map(optionOf)
  const width = Math.max(...options.map(option => option.length)) + INDENT.length
  const section = (group: Group): string => {
    const lines = table.filter(flag => flag.group === group).map(flag => entry(optionOf(flag), flag.about, width))
    return [group, ...lines].join('\n')
  }
  return `${[
    'ntop: the top that shows where memory goes',
    ['Usage', ...usage()].join('\n'),
    ['WHAT may be asked of a heap, each told with what it does to the program', ...asks()].join('\n'),
    ...groups.map(section),
    ['Examples', ...examples.map(({ line, about }) => entry(line, about, 40))].join('\n'),
    `Exit codes
  0 done; 1 failed, such as a process that is gone; 2 bad usage;
  128 + n ended by signal n`,
  ].join('\n\n')}\n`
}

/** The columns with what else they are called and what they mean, for `-s help` and `-o help`. */
export function columnsText(columns: readonly AnyColumn[]): string {
  const names = columns.map(({ id, aliases = [] }) => [...new Set([id, ...aliases])].join(', '))
  const width = Math.max(...names.map(name => name.length)) + INDENT.length
  return `${columns.map(({ about }, i) => `${(names[i] ?? '').padEnd(width)}${about}`).join('\n')}\n`
}

function usage(): string[] {
  const lines = [
    { line: 'ntop [FLAGS]', about: 'the screen; into a pipe or file, one table' },
    { line: 'ntop --plain [FLAGS]', about: 'sentences, one below the other' },
    { line: 'ntop --json [FLAGS]', about: 'an object a line, every interval' },
    ...subcommands.map(({ name, usage, about }) => ({ line: `ntop ${name} ${usage}`.trimEnd(), about })),
  ]
  return lines.map(({ line, about }) => entry(line, about, 36))
}

function asks(): string[] {
  return heapAsks.map(({ name, usage, about }) => entry(`${name} ${usage}`.trimEnd(), about, 26))
}

function optionOf({ name, short, value }: Flag): string {
  const names = `${short === undefined ? '    ' : `-${short}, `}--${name}`
  return value === undefined ? names : `${names} ${value}`
}

function entry(left: string, right: string, width: number): string {
  return `${INDENT}${left.padEnd(width - 1)} ${right}`
}
