import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseToml, readToml, tomlPlaces } from '../../src/config/toml.ts'
import { lineAndColumn, placeOf } from '../../src/config/toml-places.ts'

const at = (text: string, path: string) => {
  const place = placeOf(tomlPlaces(text), path.split('/'))
  return place && text.slice(place.offset).split('\n')[0]
}

describe('where something stands', () => {
  const text = `a = 1 # one
"b c".d = "x"
e = { f = 2, g.h = [1, { i = 3 }] }
[j.k]
l = """
m = 5
"""
[[n]]
o = 1
`

  it.each([
    ['a', '1 # one'],
    ['b c/d', '"x"'],
    ['e/f', '2, g.h = [1, { i = 3 }] }'],
    ['e/g/h', '[1, { i = 3 }] }'],
    ['j/k/l', '"""'],
    // A table by its header, what is only begun by a dotted key by that.
    ['j', '[j.k]'],
    ['j/k', '[j.k]'],
    ['b c', '"b c".d = "x"'],
    ['n', '[[n]]'],
    ['m', undefined],
    ['n/o', undefined],
  ])('%s', (path, found) => {
    expect(at(text, path)).toBe(found)
  })

  it('is a line and a column, as editors count', () => {
    expect(lineAndColumn('\ufeffa\r\n🦆é x', 7)).toEqual({ line: 2, column: 4 - 1 })
    expect(lineAndColumn('\ufeffab', 2)).toEqual({ line: 1, column: 2 })
    expect(lineAndColumn('', 0)).toEqual({ line: 1, column: 1 })
  })
})

/** What a TOML file is made of, put together at random: some of it is TOML. */
const token = fc.constantFrom(
  ...['a', 'b', '"a b"', "'c'", '.', ' ', ' = ', '=', '\n', '\n', '\r\n', '\t', ','],
  ...['[', ']', '[[', ']]', '{', '}', '#', '# [x] "', '\\', '"', "'", '"""', "'''", '""""', "''''"],
  ...['1', '-1.5', '1979-05-27 07:32:00', 'true', '"x"', "'y'", '"\\""', '[1, 2]', '{ z = 1 }', '"""\n"\n"""'],
  ...['a = 1\n', 'b = [\n', '[a]\n', '[b.c]\n', 'c.d = 2\n', '"\\u00e9" = """x""""\n'],
)

test('whatever the parser takes is understood: every value is where it is said to be', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.array(token, { maxLength: 14 }), tokens => {
      const text = tokens.join('')
      if (!isToml(text)) return
      taken++
      const places = tomlPlaces(text)
      for (const [path, value] of leaves(parseToml(text))) {
        const pair = placeOf(places, path)?.pair
        expect(pair, path.join('.')).toBeDefined()
        const written = text.slice(pair?.value.start, pair?.value.end)
        expect(parseToml(`x = ${written}`)['x']).toEqual(value)
      }
    }),
    { numRuns: 20_000 },
  )
  expect(taken).toBeGreaterThan(500)
})

function isToml(text: string): boolean {
  return readToml(text).problems.length === 0
}

/** All values that are no tables, but for those in arrays. */
function leaves(table: object, path: readonly string[] = []): [string[], unknown][] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]): [string[], unknown][] => {
    const here = [...path, key]
    if (Array.isArray(value)) {
      // Tables in arrays have no path.
      return value.some(item => typeof item === 'object' && !(item instanceof Date)) ? [] : [[here, value]]
    }
    return typeof value === 'object' && value !== null && !(value instanceof Date)
      ? leaves(value, here)
      : [[here, value]]
  })
}
