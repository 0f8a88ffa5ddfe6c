import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flags } from '../../src/cli/flags.ts'
import { parseInvocation } from '../../src/cli/parse-invocation.ts'
import { UsageError } from '../../src/cli/usage-error.ts'
import type { Settings } from '../../src/config/settings.ts'

const parse = (line: string, terminal = true) => parseInvocation(line.split(' ').filter(Boolean), terminal)

const refusal = (line: string, terminal = true): string => {
  try {
    parse(line, terminal)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error(`not refused: ntop ${line}`)
}

describe('what is shown', () => {
  test('nothing said: the screen on a terminal, one table elsewhere', () => {
    expect(parse('')).toEqual({
      kind: 'screen',
      origin: { procfs: undefined, sysfs: undefined },
      intervalMs: 1000,
      pids: undefined,
      user: undefined,
      filter: undefined,
      sort: undefined,
      descending: undefined,
      columns: undefined,
      config: undefined,
      tree: false,
      readonly: false,
      color: true,
      mouse: true,
      ascii: false,
      theme: 'auto',
      settings: {},
      flagged: { sort: false, columns: false },
    })
    expect(parse('-s rss')).toMatchObject({ flagged: { sort: true, columns: false } })
    expect(parse('', false)).toMatchObject({ kind: 'table', count: 1, columns: undefined })
  })

  test('--once and --json, alone and together', () => {
    expect(parse('--once')).toMatchObject({ kind: 'table', count: 1 })
    expect(parse('--json')).toMatchObject({ kind: 'json', count: undefined, full: false })
    expect(parse('--once --json --full')).toMatchObject({ kind: 'json', count: 1, full: true })
    expect(parse('--json -n 3', false)).toMatchObject({ kind: 'json', count: 3 })
    expect(parse('-n 3', false)).toMatchObject({ kind: 'table', count: 3 })
  })

  test('--plain, on a terminal and elsewhere: every ten seconds, when nobody says how often', () => {
    for (const terminal of [true, false]) {
      expect(parse('--plain', terminal)).toEqual({
        kind: 'plain',
        origin: { procfs: undefined, sysfs: undefined },
        intervalMs: 10_000,
        pids: undefined,
        user: undefined,
        filter: undefined,
        sort: undefined,
        descending: undefined,
        config: undefined,
        count: undefined,
        goesOn: false,
        top: 10,
        kernelThreads: false,
        columns: undefined,
        readonly: false,
        settings: {},
      })
    }
    expect(parse('--plain -d 2')).toMatchObject({ intervalMs: 2000, goesOn: true, count: undefined })
    expect(parse('--plain -n 3 --top 4 --readonly')).toMatchObject({ count: 3, goesOn: true, top: 4, readonly: true })
    expect(parse('--plain --once')).toMatchObject({ kind: 'plain', count: 1 })
    expect(parse('--plain -o uss -F x -u 7 -p 1')).toMatchObject({ columns: [{ id: 'uss' }], filter: 'x', user: '7' })
    expect(parse('--plain --no-color --ascii --no-mouse --theme nord')).toMatchObject({ kind: 'plain' })
    expect(refusal('--plain -t')).toContain('not for plain text')
    expect(refusal('--plain --json')).toBe('--plain is for plain text, not for JSON')
    expect(refusal('--top 3')).toBe('--top is for plain text and ntop compare and ntop heap, not for the screen')
  })

  test('plain in the settings: where the screen would be', () => {
    const withPlain = (line: string, terminal: boolean, settings: Settings = {}) =>
      parseInvocation(line.split(' ').filter(Boolean), terminal, { plain: true, ...settings }).kind
    expect([withPlain('', true), withPlain('-d 2', true)]).toEqual(['plain', 'plain'])
    expect([withPlain('', false), withPlain('--once', true), withPlain('--json', true)]).toEqual([
      'table',
      'table',
      'json',
    ])
    expect(withPlain('', true, { plain: false })).toBe('screen')
  })

  test('--plain does not come as often as the settings have the screen, and takes no columns from there', () => {
    const settings: Settings = { interval: 0.5, columns: ['pid'], sort: 'rss', readonly: true, kernel_threads: true }
    expect(parseInvocation(['--plain'], true, settings)).toMatchObject({
      intervalMs: 10_000,
      columns: undefined,
      sort: { id: 'rss' },
      readonly: true,
      kernelThreads: true,
    })
  })

  test('--csv, as a table', () => {
    expect(parse('--csv')).toMatchObject({ kind: 'csv', count: 1, columns: undefined })
    expect(parse('--once --csv -o pid,uss', false)).toMatchObject({
      kind: 'csv',
      count: 1,
      columns: [{ id: 'pid' }, { id: 'uss' }],
    })
  })

  test('a tree on the screen and as a table; JSON has the parents anyway', () => {
    expect(parse('-t')).toMatchObject({ kind: 'screen', tree: true })
    expect(parse('--once --tree')).toMatchObject({ kind: 'table', tree: true })
    expect(parse('--once')).toMatchObject({ tree: false })
    expect(parse('--json -t')).toEqual(parse('--json'))
    expect(refusal('inspect 42 -t')).toContain('-t is for the screen and a table and CSV and JSON')
  })

  test('subcommands take their flags before and after', () => {
    const origin = { procfs: 'tree', sysfs: undefined }
    const inspect = { kind: 'inspect', pid: 42, json: true, secrets: false, origin }
    expect(parse('inspect 42 --json --procfs tree')).toEqual(inspect)
    expect(parse('--procfs=tree --json inspect 42', false)).toEqual(inspect)
    expect(parse('inspect 42 --secrets')).toMatchObject({ json: false, secrets: true })
    expect(parse('schema')).toEqual({ kind: 'schema' })
  })

  test('the source, in any case of letters', () => {
    for (const line of ['', '--json', '--plain', 'inspect 42', 'snapshot 42 a.json', 'limit 42 nofile=5']) {
      expect(parse(line)).toMatchObject({ origin: { source: undefined } })
      expect(parse(`${line} --source portable`)).toMatchObject({ origin: { source: 'portable', procfs: undefined } })
    }
    expect(parse('--source Linux --procfs tree')).toMatchObject({ origin: { source: 'linux', procfs: 'tree' } })
  })

  test('limits to set, with their values in their own units', () => {
    expect(parse('limit 42 nofile=4k:8192 RLIMIT_CPU=5m')).toEqual({
      kind: 'limit',
      origin: {},
      pid: 42,
      changes: [
        { limit: expect.objectContaining({ name: 'RLIMIT_NOFILE' }), soft: 4096, hard: 8192 },
        { limit: expect.objectContaining({ name: 'RLIMIT_CPU' }), soft: 300, hard: undefined },
      ],
      yes: false,
    })
    expect(parse('--yes limit 42 as=-1', false)).toMatchObject({ yes: true, changes: [{ soft: 'unlimited' }] })
  })

  test('a snapshot to keep, and two to compare', () => {
    const origin = { procfs: undefined, sysfs: undefined }
    expect(parse('snapshot 42 a.json')).toEqual({ kind: 'snapshot', origin, pid: 42, file: 'a.json', replace: false })
    expect(parse('--force snapshot 42 a.json', false)).toMatchObject({ replace: true })
    const compare = { kind: 'compare', old: 'a.json', new: 'b.json' }
    expect(parse('compare a.json b.json')).toEqual({
      ...compare,
      json: false,
      by: undefined,
      figure: undefined,
      top: undefined,
    })
    expect(parse('compare a.json b.json --json --by KIND --figure uss --top 5')).toEqual({
      ...compare,
      json: true,
      by: 'kind',
      figure: 'uss',
      top: 5,
    })
  })

  test('help and version come before all else', () => {
    expect(parse('-h')).toEqual({ kind: 'help' })
    expect(parse('inspect --help')).toEqual({ kind: 'help' })
    expect(parse('-V -n 0')).toEqual({ kind: 'version' })
    expect(parse('-s help')).toEqual({ kind: 'columns' })
    expect(parse('-o help')).toEqual({ kind: 'columns' })
    expect(parse('--json --columns=help', false)).toEqual({ kind: 'columns' })
  })
})

describe('values', () => {
  test('long, short, joined and with an equals sign', () => {
    for (const line of ['-d 2.5', '-d2.5', '--delay 2.5', '--delay=2.5', '-d 9 -d 2.5']) {
      expect(parse(line)).toMatchObject({ intervalMs: 2500 })
    }
  })

  test('pids add up', () => {
    expect(parse('-p 1,2 -p 3')).toMatchObject({ pids: new Set([1, 2, 3]) })
  })

  test('columns by id, alias and title', () => {
    expect(parse('--once -o pid,RES,cpu%', true)).toMatchObject({
      columns: [{ id: 'pid' }, { id: 'rss' }, { id: 'cpu' }],
    })
  })

  test('columns of the screen, with the cells that some are to have', () => {
    expect(parse('-o command:40,user:12 -o pid')).toMatchObject({
      kind: 'screen',
      columns: [{ id: 'command', width: 40, fixed: true }, { id: 'user', width: 12, fixed: true }, { id: 'pid' }],
    })
  })

  test('a text that begins with a dash can be written onto its flag', () => {
    expect(parse('-F-x')).toMatchObject({ filter: '-x' })
    expect(parse('--filter=--json')).toMatchObject({ kind: 'screen', filter: '--json' })
  })

  test('every interval within the bounds is taken, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 3_600_000 }), ms => {
        expect(parse(`-d ${ms / 1000}`)).toMatchObject({ intervalMs: ms })
      }),
    )
  })
})

describe('a theme', () => {
  test('may be one of the config file, whatever its letters', () => {
    const themed = (...themes: string[]) =>
      parseInvocation(['--theme', 'dusk'], true, {}, { themes, queries: new Map() })
    expect(themed('Dusk')).toMatchObject({ theme: 'Dusk' })
    expect(themed('Dusk', 'dusk')).toMatchObject({ theme: 'dusk' })
    expect(() => themed('dust')).toThrow(
      /^--theme expects one of auto, dark, .*, dust, not "dusk"; did you mean dust\?$/,
    )
    // Until the file has been read.
    expect(parseInvocation(['--theme', 'dusk'], true, {}, 'not known')).toMatchObject({ theme: 'dusk' })
  })
})

describe('settings of a config file', () => {
  const settings: Settings = {
    sort: 'rss',
    sort_descending: false,
    columns: ['pid', 'rss'],
    interval: 2.5,
    color: false,
    mouse: false,
    ascii: true,
    readonly: true,
    header: false,
    theme: 'nord',
    tree: true,
  }
  const parseWith = (line: string, terminal = true) =>
    parseInvocation(line.split(' ').filter(Boolean), terminal, settings)

  test('hold where no flag says otherwise', () => {
    expect(parseWith('')).toMatchObject({
      kind: 'screen',
      sort: { id: 'rss' },
      descending: false,
      intervalMs: 2500,
      readonly: true,
      color: false,
      mouse: false,
      ascii: true,
      theme: 'nord',
      tree: true,
      settings,
    })
    expect(parseWith('', false)).toMatchObject({
      kind: 'table',
      columns: [{ id: 'pid' }, { id: 'rss' }],
      intervalMs: 2500,
    })
  })

  test('stand below the flags, and the way round below the column that it belongs to', () => {
    for (const line of ['--theme drak', '--once --theme drak', '--json --theme drak'])
      expect(() => parseWith(line), line).toThrow(/^--theme expects one of .*, not "drak"; did you mean dark\?$/)
    expect(parseWith('-d 1 -s cpu --theme dark')).toMatchObject({
      theme: 'dark',
      intervalMs: 1000,
      sort: { id: 'cpu' },
      descending: undefined,
    })
    expect(parseWith('-o user', false)).toMatchObject({ columns: [{ id: 'user' }] })
  })

  test('are of a file that may be named', () => {
    expect(parse('--config mine.toml')).toMatchObject({ kind: 'screen', config: 'mine.toml' })
    expect(refusal('--config')).toBe('--config needs a value: --config FILE')
    expect(refusal('inspect 42 --config mine.toml')).toBe(
      '--config is for the screen and a table and CSV and JSON and plain text, not for ntop inspect',
    )
    expect(parse('--default-config')).toEqual({ kind: 'default-config' })
  })
})

describe('refusals name what is at fault and what was expected', () => {
  test.each([
    ['--jsn', 'unknown flag --jsn; did you mean --json?'],
    ['--raedonly', 'unknown flag --raedonly; did you mean --readonly?'],
    ['--col', 'unknown flag --col; did you mean --columns?'],
    ['--tsv', 'unknown flag --tsv; did you mean --csv?'],
    ['-x', 'unknown flag -x'],
    ['--xyzzy=1', 'unknown flag --xyzzy'],
    ['-d', '-d needs a value: -d SECONDS'],
    ['--delay --json', '--delay needs a value: --delay SECONDS'],
    ['--delay=', '--delay needs a value: --delay SECONDS'],
    ['-d 0', '-d expects seconds from 0.1 to 3600, not "0"'],
    ['--delay 1e3', '--delay expects seconds from 0.1 to 3600, not "1e3"'],
    ['--delay=-1', '--delay expects seconds from 0.1 to 3600, not "-1"'],
    ['--json -n 0', '-n expects a whole number from 1, not "0"'],
    ['--json -n 1.5', '-n expects a whole number from 1, not "1.5"'],
    ['-p 1,,2', '-p expects a process id, a whole number from 1 to 4194304, not ""'],
    ['-p 0', '-p expects a process id, a whole number from 1 to 4194304, not "0"'],
    ['-s rsss', '-s knows no column "rsss"; did you mean rss? (-s help lists them)'],
    ['--once -o pid,nonsense', '-o knows no column "nonsense" (-o help lists them)'],
    ['-o pid,comand', '-o knows no column "comand"; did you mean command? (-o help lists them)'],
    ['-o usr:12', '-o knows no column "usr"; did you mean user? (-o help lists them)'],
    ['--columns pid,,user', '--columns knows no column "" (--columns help lists them)'],
    ['-o user:', '-o expects a width from 1 to 1000 after user:, not ""'],
    ['--json -o user:0', '-o expects a width from 1 to 1000 after user:, not "0"'],
    ['-o command:wide', '-o expects a width from 1 to 1000 after command:, not "wide"'],
    ['-o command:40:2', '-o expects a width from 1 to 1000 after command:, not "40:2"'],
    ['-o command:1001', '-o expects a width from 1 to 1000 after command:, not "1001"'],
    ['-o', '-o needs a value: -o COLUMN,...'],
    ['inspect 1 -o pid', '-o is for the screen and a table and CSV and JSON and plain text, not for ntop inspect'],
    ['--json --csv', '--json and --csv contradict each other'],
    ['--json=yes', '--json takes no value, and was given "yes"'],
    ['--once -n 2', '--once and -n 2 contradict each other'],
    ['-n 2', '-n is for a table and CSV and JSON and plain text, not for the screen'],
    ['--once --full', '--full is for JSON, not for a table'],
    ['inspect', 'ntop inspect needs a process id: ntop inspect PID [--json] [--secrets]'],
    ['inspect init', 'ntop inspect expects a process id, a whole number from 1 to 4194304, not "init"'],
    ['inspect 1 2', 'ntop inspect does not expect "2"'],
    ['inspect 1 --once', '--once is for a table and CSV and JSON and plain text, not for ntop inspect'],
    ['limit', 'ntop limit needs a process id: ntop limit PID NAME=SOFT[:HARD]...'],
    ['limit nofile=5', 'ntop limit expects a process id, a whole number from 1 to 4194304, not "nofile=5"'],
    ['limit 42', 'ntop limit needs what to set, such as nofile=4096:8192'],
    ['limit 42 nofile', 'ntop limit expects NAME=SOFT[:HARD], not "nofile"'],
    ['limit 42 =5', 'ntop limit expects NAME=SOFT[:HARD], not "=5"'],
    ['limit 42 nofiles=5', 'ntop limit knows no limit "nofiles"; did you mean nofile?'],
    [
      'limit 42 xyzzyx=5',
      'ntop limit knows no limit "xyzzyx"; there are as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack',
    ],
    [
      'limit 42 nofile=4x',
      'ntop limit nofile=4x: "4x" is not a whole number such as 4096 or 4k (k, M, G of 1024 here too), nor unlimited',
    ],
    ['limit 42 nofile=8k:4k', 'ntop limit nofile=8k:4k: the soft limit 8k is above the hard limit 4k'],
    ['limit 42 as=1G NOFILE=5 nofile=:6', 'ntop limit nofile=:6: nofile is set twice'],
    ['--source prtable', '--source expects one of linux, portable, not "prtable"; did you mean portable?'],
    [
      'compare a b --source linux',
      '--source is for the screen and a table and CSV and JSON and plain text and ntop inspect and ntop heap and ntop snapshot and ntop limit, not for ntop compare',
    ],
    ['--source portable --procfs t', '--source portable and --procfs contradict each other: it reads no tree of files'],
    ['--sysfs t --source portable', '--source portable and --sysfs contradict each other: it reads no tree of files'],
    [
      'limit 42 nofile=5 --procfs tree',
      '--procfs is for the screen and a table and CSV and JSON and plain text and ntop inspect and ntop heap and ntop snapshot, not for ntop limit',
    ],
    ['snapshot', 'ntop snapshot needs a process id: ntop snapshot PID FILE [--force]'],
    ['snapshot 42', 'ntop snapshot needs a file to write: ntop snapshot PID FILE [--force]'],
    ['snapshot a.json 42', 'ntop snapshot expects a process id, a whole number from 1 to 4194304, not "a.json"'],
    ['snapshot 42 -', 'ntop snapshot needs a file to write, and "-" is none: ./- a file of that name'],
    [
      'compare a.json -',
      'ntop compare needs the newer of two snapshots, and "-" is none: /dev/stdin is what comes through a pipe, ./- a file of that name',
    ],
    ['snapshot 42 a.json b.json', 'ntop snapshot does not expect "b.json"'],
    [
      'snapshot 42 a.json --json',
      '--json is for JSON and ntop inspect and ntop heap and ntop compare, not for ntop snapshot',
    ],
    ['compare', 'ntop compare needs the older of two snapshots: ntop compare OLD NEW [--json]'],
    ['compare a.json', 'ntop compare needs the newer of two snapshots: ntop compare OLD NEW [--json]'],
    ['compare a b c', 'ntop compare does not expect "c"'],
    ['compare a b --by line', '--by expects one of path, kind, mapping, not "line"'],
    ['compare a b --by pth', '--by expects one of path, kind, mapping, not "pth"; did you mean path?'],
    ['compare a b --figure vms', '--figure expects one of rss, size, pss, uss, anonymous, dirty, swap, not "vms"'],
    ['compare a b --top 0', '--top expects a whole number from 1, not "0"'],
    ['compare a b --force', '--force is for ntop snapshot and ntop heap, not for ntop compare'],
    ['inspect 1 --by kind', '--by is for ntop compare and ntop heap, not for ntop inspect'],
    ['inspect 1 --yes', '--yes is for ntop limit and ntop heap, not for ntop inspect'],
    ['schema --json', '--json is for JSON and ntop inspect and ntop heap and ntop compare, not for ntop schema'],
    ['inspct 1', 'unknown subcommand "inspct"; did you mean inspect?'],
    ['4711', 'unknown subcommand "4711"; did you mean inspect 4711, or -p 4711?'],
  ])('ntop %s', (line, message) => {
    expect(refusal(line)).toBe(message)
  })

  test('whatever is typed is understood or refused as bad usage', () => {
    const word = fc.oneof(
      fc.constantFrom(...flags.flatMap(flag => [`--${flag.name}`, 'short' in flag ? `-${flag.short}` : '--'])),
      fc.constantFrom(
        'inspect',
        'limit',
        'snapshot',
        'compare',
        'schema',
        'nofile=5',
        'help',
        'cpu',
        '1',
        '0.5',
        '-',
        '--',
        '=',
        '-d=1',
        '--delay=x',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.boolean(), (argv, terminal) => {
        try {
          expect(parseInvocation(argv, terminal).kind).toMatch(/^[a-z-]+$/)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })
})
