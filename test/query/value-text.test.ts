import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readQuery } from '../../src/query/query.ts'
import { valueText } from '../../src/query/value-text.ts'
import { rowOf } from './rows.ts'

const CONTEXT = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }

function isFound(name: string, text: string): boolean | undefined {
  return readQuery(text).query?.keeps(rowOf(7, { name }), CONTEXT)
}

it.each([
  ['node', 'node'],
  ['kworker/0:1', '"kworker/0:1"'],
  ['(sd-pam)', '"(sd-pam)"'],
  ['or', '"or"'],
  ['a "b"', '"a ""b"""'],
  ['', '""'],
])('%j is written as %s', (text, written) => {
  expect(valueText(text)).toBe(written)
  expect(isFound(text, `name = ${written}`)).toBe(true)
})

it('whatever a process is called, it is found by its name and nothing else is', () => {
  const name = fc.string({ unit: fc.constantFrom(...'aZ0 "\'()|&!=<>~.-_/:%', 'and', 'or', 'é'), maxLength: 15 })
  fc.assert(
    fc.property(name, text => {
      const query = `name = ${valueText(text)}`
      expect(isFound(text, query)).toBe(true)
      expect(isFound(`${text}x`, query)).toBe(false)
    }),
  )
})
