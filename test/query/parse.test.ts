import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fields, findField } from '../../src/query/fields.ts'
import { parse } from '../../src/query/parse.ts'
import { written } from '../../src/query/syntax.ts'

/** The query in full, with every parenthesis that it means. */
function meant(text: string): string {
  const { node, problem } = parse(text)
  if (node === undefined) throw new Error(`${text}: ${problem?.message}`)
  return written(node)
}

/** What is wrong, with the text that is pointed at. */
function refused(text: string): string {
  const { problem } = parse(text)
  if (problem === undefined) throw new Error(`${text} is understood`)
  const { at, end, message } = problem
  return `${at} [${text.slice(at, end)}] ${message}`
}

describe('plain words', () => {
  it.each([
    ['node', '"node"'],
    ['server.js --port 80', '"server.js --port 80"'],
    ['  two  blanks ', '"two  blanks"'],
    ['--port=80', '"--port=80"'],
    ['-Dlog.level=debug', '"-Dlog.level=debug"'],
    ['/usr/bin/x=1 2>&1', '"/usr/bin/x=1 2>&1"'],
    ['nginx: master process', '"nginx: master process"'],
    ['[kworker/0:1-events]', '"[kworker/0:1-events]"'],
    ['a&b?c*d.e', '"a&b?c*d.e"'],
    ["it's", '"it\'s"'],
    ['cpu', '"cpu"'],
    ['数据库 🦊', '"数据库 🦊"'],
    ['android oracle notify', '"android oracle notify"'],
    ['', ''],
    [' \t', ''],
  ])('%s are one text, as they stand', (text, whole) => {
    expect(meant(text)).toBe(whole)
  })

  it.each([
    ['"a  (b) or"', '"a  (b) or"'],
    ["'and'", '"and"'],
    ['"say ""x"""', '"say ""x"""'],
    ["'it''s'", '"it\'s"'],
    ['"C:\\dir\\"', '"C:\\dir\\"'],
    ['""', '""'],
    ['"a" "b"', '"a" and "b"'],
    ['a "b c" d', '"a" and "b c" and "d"'],
  ])('in quotes stand for themselves: %s', (text, whole) => {
    expect(meant(text)).toBe(whole)
  })
})

describe('what belongs together', () => {
  it.each([
    ['a or b and c', '"a" or ("b" and "c")'],
    ['a and b or c', '("a" and "b") or "c"'],
    ['(a or b) and c', '("a" or "b") and "c"'],
    ['(a or b) c', '("a" or "b") and "c"'],
    ['a || b && c', '"a" or ("b" and "c")'],
    ['node|python', '"node" or "python"'],
    ['A OR B And C', '"A" or ("B" and "C")'],
    ['node server cpu > 1', '"node server" and cpu > 1'],
    ['cpu > 1 node server', 'cpu > 1 and "node server"'],
    ['not a or b', '(not "a") or "b"'],
    ['!a b', '(not "a b")'],
    ['a !b', '"a" and (not "b")'],
    ['a not b', '"a" and (not "b")'],
    ['not not a', '"a"'],
    ['!(a or b)', 'not ("a" or "b")'],
    ['! cpu > 1', 'not cpu > 1'],
    ['((a))', '"a"'],
    ['(user=root)', 'user = "root"'],
  ])('%s', (text, whole) => {
    const same = (query: string) => parse(query).node
    expect(meant(text)).toBe(meant(whole))
    expect(same(text)).toEqual(same(whole))
  })
})

describe('comparisons', () => {
  it.each([
    ['cpu>10', 'cpu > 10'],
    ['cpu >= 10%', 'cpu >= 10%'],
    ['CPU% < .5', 'cpu < .5'],
    ['nice<=-5', 'nice <= -5'],
    ['threads != 1', 'threads != 1'],
    ['pid == 12', 'pid = 12'],
    ['user=root', 'user = "root"'],
    ['user != "a b"', 'user != "a b"'],
    ['name ~ node|(py|x)thon', 'name ~ "node|(py|x)thon"'],
    ['(name ~ a(b)c)', 'name ~ "a(b)c"'],
    ['name =~ ^x', 'name ~ "^x"'],
    ['command !~ "a b"', 'command !~ "a b"'],
    ['args = --port=80', 'args = "--port=80"'],
    ['state = blocked', 'state = "D"'],
    ['state=d', 'state = "D"'],
    ['state = t', 'state = "t"'],
    ['rss > 10 MB', 'rss > 10MB'],
    ['rss > 10 node', 'rss > 10 and "node"'],
    ['user = "and"', 'user = "and"'],
    ['name = android', 'name = "android"'],
    ['time > 10 s = R', 'time > 10 and state = "R"'],
    ['time > 10 m node', 'time > 10m and "node"'],
    ['read/s > 1M/s', 'read > 1M/s'],
    ['grew > 10MB', 'grow > 10MB'],
  ])('%s', (text, whole) => {
    expect(meant(text)).toBe(whole)
  })

  it('take amounts in the units of the field', () => {
    const amount = (text: string) => {
      const { node } = parse(text)
      return node?.kind === 'amount' ? [node.number.kind, node.amount] : node
    }
    expect(amount('mem > 5')).toEqual(['percent', 5])
    expect(amount('mem > 5%')).toEqual(['percent', 5])
    expect(amount('mem > 1GiB')).toEqual(['bytes', 1024 ** 3])
    expect(amount('mem > 1.5g')).toEqual(['bytes', 1.5 * 1024 ** 3])
    expect(amount('rss > 4096')).toEqual(['bytes', 4096])
    expect(amount('rss > 5%')).toEqual(['percent', 5])
    expect(amount('grew > 10MB')).toEqual(['bytes', 10 * 1024 ** 2])
    expect(amount('grew < -10k')).toEqual(['bytes', -10_240])
    expect(amount('time > 90')).toEqual(['milliseconds', 90_000])
    expect(amount('time > 1h30m')).toEqual(['milliseconds', 5_400_000])
    expect(parse('time > 1h 30m x').node).toMatchObject({ kind: 'and', parts: [{ written: '1h30m' }, { text: 'x' }] })
    expect(amount('time > 1h 30 m')).toEqual(['milliseconds', 5_400_000])
    expect(amount('time > 12m 05s')).toEqual(['milliseconds', 725_000])
    // As they stand in the table.
    expect(amount('time > 0:42.17')).toEqual(['milliseconds', 42_170])
    expect(amount('time > 142:07')).toEqual(['milliseconds', 8_527_000])
    expect(amount('time > 104h07')).toEqual(['milliseconds', 374_820_000])
    expect(amount('time > 416d16')).toEqual(['milliseconds', 36_000_000_000])
    expect(amount('rss > 10Mi')).toEqual(['bytes', 10 * 1024 ** 2])
    expect(amount('time > 3d')).toEqual(['milliseconds', 259_200_000])
    expect(amount('time > 500ms')).toEqual(['milliseconds', 500])
    expect(amount('majflt > 10k')).toEqual(['number', 10_000])
    expect(amount('write > 1M/s')).toEqual(['bytesPerSec', 1024 ** 2])
  })
})

describe('what cannot be understood is refused at its place', () => {
  it.each([
    ['usr = root', '0 [usr] there is no field usr; did you mean user?'],
    ['a and foo > 1', '6 [foo] there is no field foo; a text with an operator in it goes in quotes'],
    ['cpu >', '4 [>] a value must follow >'],
    ['(cpu > )', '5 [>] a value must follow >'],
    ['name ~ ', '5 [~] a value must follow ~'],
    ['user = and cpu > 1', '5 [=] a value must follow ='],
    ['name ~ or', '5 [~] a value must follow ~'],
    ['cpu > fast', '6 [fast] cpu is compared with percent such as 10 or 2.5%'],
    ['mem > 1x', '6 [1x] mem is compared with percent such as 10 or 2.5%, or bytes such as 4096, 10M or 1.5GiB'],
    ['time > 1h3', '7 [1h3] time is compared with a time such as 30s, 2m, 1h30m or 3d'],
    ['time > 1h-30m', '7 [1h-30m] time is compared with a time such as 30s, 2m, 1h30m or 3d'],
    ['cpu > 1..2', '6 [1..2] cpu is compared with percent such as 10 or 2.5%'],
    ['pid ~ 12', '4 [~] pid is a number: it has = != < <= > >='],
    ['user > a', '5 [>] user is a text: it has = != ~ !~'],
    [
      'state = up',
      '8 [up] state is one of R running, S sleeping, D blocked, T stopped, t traced, Z zombie, I idle, X dead',
    ],
    ['> 10', '0 [>] a field must stand before >'],
    ['a and', '2 [and] something must follow and'],
    ['a |', '2 [|] something must follow |'],
    ['a !', '2 [!] something must follow !'],
    ['a not not', '2 [not not] something must follow not not'],
    ['or a', '0 [or] something must stand before or'],
    ['a and or b', '6 [or] something must stand before or'],
    ['(', '0 [(] something must follow ('],
    ['()', '1 [)] something must stand before )'],
    ['a (b', '2 [(] this ( is not closed'],
    ['a) b', '1 [)] there is no ( for this )'],
    ['a "b', '2 ["] the second quote is missing'],
    ['user = "b', '7 ["] the second quote is missing'],
    ['name ~ "a|(b"', '10 [(] this ( is not closed'],
    ['name ~ "a""[b"', '11 [[] this [ is not closed'],
    ['name ~ *', '7 [*] nothing to repeat'],
    [`${'('.repeat(101)}a`, '100 [(] too many parentheses'],
  ])('%s', (text, problem) => {
    expect(refused(text)).toBe(problem)
  })
})

/** Texts that come near to queries. */
const pieces = fc.constantFrom(
  ...['cpu', 'mem', 'user', 'name', 'state', 'args', 'time', 'nope', 'and', 'or', 'not', '!', '(', ')', '|', '&&'],
  ...['=', '==', '!=', '~', '!~', '<', '<=', '>', '>=', '"', "'", '"a b"', "'x'", '10', '1GiB', '5%', '2m', '-3', '1k'],
  ...['node', '--port=80', 'R', 'running', '[a-', '(a+)+$', '\\', '\\d', '🦊', '\n', ' ', '\0'],
)
const likely = fc
  .array(fc.tuple(pieces, fc.constantFrom('', ' ', ' ')), { maxLength: 12 })
  .map(parts => parts.flat().join(''))

describe('any text', () => {
  it('is understood, or refused at a place within it', () => {
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary', maxLength: 40 })), text => {
        const { problem } = parse(text)
        if (problem === undefined) return
        const { at, end, from, message } = problem
        expect(message).not.toBe('')
        expect(0 <= at && at <= end && end <= text.length && 0 <= from && from <= at).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it('means the same when it is written out in full', () => {
    fc.assert(
      fc.property(likely, text => {
        const { node } = parse(text)
        if (node !== undefined) expect(parse(written(node)).node).toEqual(node)
      }),
      { numRuns: 5000 },
    )
  })

  it('of thousands of characters is no trouble', () => {
    for (const piece of ['!', '(', 'a ', 'a|', 'a"', "'", '=', 'not ', 'cpu>1 ', '🦊']) parse(piece.repeat(50_000))
  })
})

describe('fields', () => {
  it('share no name', () => {
    const names = fields.flatMap(field => field.names)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(findField(name)?.names).toContain(name)
  })

  it('can be written as they are called', () => {
    for (const field of fields) {
      for (const name of field.names) {
        const [word = 'D'] = field.type === 'text' ? (field.words?.values() ?? []) : []
        const { node } = parse(`${name}${field.type === 'number' ? ' > 1' : ` = ${word}`}`)
        expect(node, name).toMatchObject({ field: { name: field.name } })
      }
    }
  })
})

it('what the README tells of can be asked for', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const block = /## Filter.*?```\n(.*?)```/s.exec(readme)?.[1] ?? ''
  const queries = block
    .trim()
    .split('\n')
    .map(line => line.split(/ {2,}/)[0] ?? '')
  expect(queries.length).toBeGreaterThan(5)
  for (const query of queries) expect(parse(query).problem, query).toBeUndefined()
})
