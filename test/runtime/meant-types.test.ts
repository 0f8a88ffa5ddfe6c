import { expect, test } from 'vitest'
import { meantTypes } from '../../src/runtime/meant-types.ts'

const NAMES = [
  '__main__.Point',
  'app.models.Point',
  'app.Session',
  'Leaked',
  'Node / TickInfo',
  'a.Outer$Inner',
  'dict',
]

test.each<[string, readonly string[]]>([
  ['Session', ['app.Session']],
  ['models.Point', ['app.models.Point']],
  ['Point', ['__main__.Point', 'app.models.Point']],
  ['TickInfo', ['Node / TickInfo']],
  ['Inner', ['a.Outer$Inner']],
])('%s is the end of %s', (word, ending) => {
  expect(meantTypes(word, NAMES)).toEqual({ ending, near: [] })
})

test.each<[string, readonly string[]]>([
  ['leaked', ['Leaked']],
  ['Sesion', ['app.Session']],
  ['app.Sesion', ['app.Session']],
  ['Pont', ['__main__.Point', 'app.models.Point']],
  ['oint', ['__main__.Point', 'app.models.Point']],
  ['Elephant', []],
  ['', []],
])('%s is near to %s', (word, near) => {
  expect(meantTypes(word, NAMES)).toEqual({ ending: [], near })
})
