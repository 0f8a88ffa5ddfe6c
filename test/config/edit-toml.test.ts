import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type Change, editToml, formatKey, formatToml, type TomlChoice } from '../../src/config/edit-toml.ts'
import { parseToml } from '../../src/config/toml.ts'

const FILE = `# mine
sort = "cpu"   # busiest first

interval=2
strange.key = 'kept'

[keys] # all of them
kill = [
  "k", # as in htop
  "f9",
]

[colours]
x = { a = 1 }
`

const set = (text: string, path: string, value: TomlChoice) => editToml(text, [{ path: path.split('/'), value }])

describe('a value that is there', () => {
  it('is replaced where it stands, comments and all else left', () => {
    expect(set(FILE, 'sort', 'rss')).toBe(FILE.replace('"cpu"', '"rss"'))
    expect(set(FILE, 'interval', 0.5)).toBe(FILE.replace('interval=2', 'interval=0.5'))
    expect(set(FILE, 'strange/key', true)).toBe(FILE.replace("'kept'", 'true'))
    expect(set(FILE, 'colours/x/a', 7)).toBe(FILE.replace('a = 1', 'a = 7'))
  })

  it('stays as a comment where it is a list that is commented on', () => {
    const edited = set(FILE, 'keys/kill', ['x'])
    expect(edited).toBe(
      FILE.replace(/kill = [^\]]*\]/, '# kill = [\n#   "k", # as in htop\n#   "f9",\n# ]\nkill = ["x"]'),
    )
    expect(set(edited, 'keys/kill', ['y'])).toBe(edited.replace('["x"]', '["y"]'))
    const crlf = '\ufeffa = ["#", # one\r\n] # two\r\n'
    expect(set(crlf, 'a', ['b'])).toBe('\ufeff# a = ["#", # one\r\n# ]\r\na = ["b"] # two\r\n')
    expect(set('a = ["#",\n"x#"]\n', 'a', ['b'])).toBe('a = ["b"]\n')
    expect(set('a = [ # none\n]\n', 'a', ['b'])).toBe('# a = [ # none\n# ]\na = ["b"]\n')
  })
})

describe('a value that is not there', () => {
  it('goes below the last of its table', () => {
    expect(set(FILE, 'header', false)).toBe(FILE.replace('interval=2\n', 'interval=2\nheader = false\n'))
    expect(set(FILE, 'keys/follow', ['F'])).toBe(FILE.replace('  "f9",\n]\n', '  "f9",\n]\nfollow = ["F"]\n'))
    expect(set(FILE, 'strange/other', 1)).toBe(
      FILE.replace("strange.key = 'kept'\n", "strange.key = 'kept'\nstrange.other = 1\n"),
    )
    expect(set(FILE, 'colours/x/b', 2)).toBe(FILE.replace('{ a = 1 }', '{ a = 1, b = 2 }'))
  })

  it('or into a table that is new', () => {
    expect(set(FILE, 'queries/big', 'rss > 1G')).toBe(`${FILE}\n[queries]\nbig = "rss > 1G"\n`)
    expect(set('', 'keys/kill', ['k'])).toBe('[keys]\nkill = ["k"]\n')
    expect(set('a = 1', 'keys/kill', ['k'])).toBe('a = 1\n\n[keys]\nkill = ["k"]\n')
  })

  it('or below a line that has it commented out', () => {
    const text = '# words\n\n#sort = "cpu"\n#interval = 1\n\n[keys]\n#kill = ["k"]\n#sort = ["x"]\n'
    expect(set(text, 'sort', 'rss')).toBe(text.replace('"cpu"\n', '"cpu"\nsort = "rss"\n'))
    expect(set(text, 'keys/kill', ['x'])).toBe(text.replace('["k"]\n', '["k"]\nkill = ["x"]\n'))
    expect(set('#sort = "cpu"\r\n\r\nx = 1\r\n', 'sort', 'rss')).toBe('#sort = "cpu"\r\nsort = "rss"\r\n\r\nx = 1\r\n')
    expect(set('#sort = "\u2028"\nx = 1\n', 'sort', 'rss')).toBe('#sort = "\u2028"\nsort = "rss"\nx = 1\n')
    const quoted = 'text = """\n#sort = 1\n"""\n'
    expect(set(quoted, 'sort', 'rss')).toBe(`${quoted}sort = "rss"\n`)
  })

  it('or below the words that the file begins with', () => {
    expect(set('# mine\n# all mine\n\n[keys]\n', 'sort', 'cpu')).toBe('# mine\n# all mine\nsort = "cpu"\n\n[keys]\n')
    expect(set('# of the keys\n[keys]\n', 'sort', 'cpu')).toBe('sort = "cpu"\n# of the keys\n[keys]\n')
  })

  it('in the file’s own ends of lines, behind a byte order mark, and where the last line has no end', () => {
    expect(set('a = 1\r\n', 'b', 2)).toBe('a = 1\r\nb = 2\r\n')
    expect(set('\ufeff[x]\n', 'b', 2)).toBe('\ufeffb = 2\n[x]\n')
    expect(set('a = 1', 'b', 2)).toBe('a = 1\nb = 2\n')
    expect(set('x = {}\n', 'x/b', 2)).toBe('x = { b = 2 }\n')
    expect(set('[keys]', 'keys/b', ['x'])).toBe('[keys]\nb = ["x"]\n')
  })
})

test('what stands in the way is named, and nothing is lost', () => {
  expect(() => set('keys = 1\n', 'keys/kill', ['k'])).toThrow('keys is no table')
  expect(() => set('[[keys]]\n', 'keys/kill', ['k'])).toThrow('keys is no table')
  expect(() => set('[sort]\na = 1\n', 'sort', 'cpu')).toThrow('sort is a table')
  expect(() => set('a = \n', 'sort', 'cpu')).toThrow(/invalid value|expected/i)
})

/** Words that a file may have in any place between two lines. */
const filler = fc.constantFrom('', '# a comment = 1', '   # [keys]', '\t', '#sort = "cpu"')
const choice: fc.Arbitrary<TomlChoice> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.1, max: 3600 }),
  fc.boolean(),
  fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
)
/** How people write values: over several lines, with comments inside, with anything that looks like something else. */
const written = fc.oneof(
  choice.map(formatToml),
  fc.constantFrom(
    '"""\nsort = 1\n# no comment\n""\\""""',
    "'''[keys]\n'a''''",
    '[ # a list\n  1, [2, "]"], # more\n]',
    '[{ a = 1, "b c" = [{ d = "}" }] }]',
    '1979-05-27 07:32:00Z',
    '9007199254740993',
    "'C:\\no escapes'",
    '-inf',
  ),
)
const key = fc.constantFrom('sort', 'interval', 'kill', 'a-b', '"quoted key"', 'é', '"\\u00e9 #"')
const lines = fc.uniqueArray(
  fc.record({ key, value: written, before: filler, comment: fc.constantFrom('', ' # why', '\t#=') }),
  { selector: line => parsedKey(line.key), maxLength: 5 },
)
/** A file in pieces: what stands between values, and the values with their paths. */
interface Piece {
  readonly before: string
  readonly path?: readonly string[]
  readonly value?: string
}

const file = fc
  .record({
    root: lines,
    tables: fc.uniqueArray(fc.record({ name: fc.constantFrom('keys', 'queries', 'other'), lines }), {
      selector: table => table.name,
      maxLength: 3,
    }),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.boolean(),
  })
  .map(({ root, tables, eol, end }) => {
    const piecesOf = (list: typeof root, table: readonly string[]): Piece[] =>
      list.flatMap(({ key, value, before, comment }) => [
        { before: `${before}\n${bareOrQuoted(key)} = `, path: [...table, parsedKey(key)], value },
        { before: `${comment}\n` },
      ])
    const pieces = [
      ...piecesOf(root, []),
      ...tables.flatMap(({ name, lines }) => [{ before: `\n[${name}] # table\n` }, ...piecesOf(lines, [name])]),
    ]
    const finish = (text: string): string => (end ? text : text.replace(/\n+$/, '')).replaceAll('\n', eol)
    /** The file, some of its values being others. */
    const build = (changes: readonly Change[] = []): string => {
      const written = ({ path, value = '' }: Piece): string => {
        const change = changes.find(candidate => path?.join('\n') === candidate.path.join('\n'))
        return change === undefined ? value : formatToml(change.value)
      }
      return finish(pieces.map(piece => piece.before + written(piece)).join(''))
    }
    const text = build()
    return { build, eol: text.includes(eol) ? eol : '\n' }
  })

/** A bare é is none: https://toml.io/en/v1.1.0#keys. */
function bareOrQuoted(key: string): string {
  return key === 'é' ? '"é"' : key
}

function parsedKey(key: string): string {
  return Object.keys(parseToml(`${bareOrQuoted(key)} = 1`))[0] ?? ''
}

const changes: fc.Arbitrary<readonly Change[]> = fc.uniqueArray(
  fc.record({
    path: fc.oneof(
      fc.constantFrom('sort', 'interval', 'new').map(name => [name]),
      fc
        .tuple(fc.constantFrom('keys', 'queries'), fc.constantFrom('kill', 'sort', 'a-b', 'é #', 'new'))
        .map(path => [...path]),
    ),
    value: choice,
  }),
  { selector: change => change.path.join('/'), minLength: 1, maxLength: 4 },
)

test('whatever is in the file: the changed values are changed, and every other byte is the same', () => {
  fc.assert(
    fc.property(file, changes, ({ build, eol }, changes) => {
      const edited = editToml(build(), changes)
      const table = parseToml(edited)
      for (const { path, value } of changes) expect(at(table, path)).toEqual(asWritten(value))
      const added = [
        ...changes.map(({ path, value }) => `${formatKey(path[path.length - 1] ?? '')} = ${formatToml(value)}`),
        ...['', '[keys]', '[queries]'],
      ]
      const before = build().split(eol)
      const isKept = (line: string) => line.startsWith('# ') && before.some(old => old.startsWith(line.slice(2)))
      const lines = addedTo(build(changes), edited, eol)
      expect(lines.filter(line => !added.includes(line) && !isKept(line))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('what is not changed is not written anew', () => {
  fc.assert(
    fc.property(file, ({ build }) => {
      expect(editToml(build(), [])).toBe(build())
    }),
  )
})

/** The lines that one text has more than another, all of whose lines it has in their order. */
function addedTo(text: string, longer: string, eol: string): string[] {
  const rest = text.split(eol)
  const added = longer.split(eol).filter(line => {
    if (line !== rest[0]) return true
    rest.shift()
    return false
  })
  // A last line without an end has one now.
  expect(rest.filter(line => line !== '')).toEqual([])
  return added
}

function at(table: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], table)
}

function asWritten(value: TomlChoice): TomlChoice {
  const well = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd')
  if (typeof value === 'string') return well(value)
  return typeof value === 'object' ? value.map(well) : value
}
