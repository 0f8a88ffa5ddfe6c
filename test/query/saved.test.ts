import { describe, expect, it } from 'vitest'
import { completeSaved, savedQuery } from '../../src/query/saved.ts'

const QUERIES = new Map([
  ['big-java', 'java and rss > 1GiB'],
  ['big-node', 'node and rss > 1GiB'],
  ['mine', 'user = me'],
  ['two words', 'cpu > 5'],
])

describe('a saved query', () => {
  it.each([
    ['@mine', 'user = me'],
    [' @mine ', 'user = me'],
    ['@two words', 'cpu > 5'],
  ])('%j is %j', (text, query) => {
    expect(savedQuery(text, QUERIES)).toEqual({ query })
  })

  it('that there is not says which may have been meant', () => {
    expect(savedQuery('@big-jvaa', QUERIES)).toEqual({
      problem: 'no query is saved as big-jvaa; did you mean big-java?',
    })
    expect(savedQuery('@other', QUERIES)).toEqual({
      problem: 'no query is saved as other; there is big-java, big-node, mine, two words',
    })
    expect(savedQuery('@other', new Map())).toEqual({
      problem: 'no query is saved as other: [queries] of the config file has none',
    })
  })

  it.each(['mine', '"@mine"', 'a @mine', '@mine and cpu > 5', '@', ''])('is not asked for by %j', text => {
    expect(savedQuery(text, QUERIES)).toBeUndefined()
  })
})

describe('completing its name', () => {
  it('puts the query in its place where it can be one only, else as much as they have in common', () => {
    expect(completeSaved('@m', QUERIES)).toEqual({ text: 'user = me', candidates: ['mine'] })
    expect(completeSaved('@b', QUERIES)).toEqual({ text: '@big-', candidates: ['@big-java', '@big-node'] })
    expect(completeSaved('@', QUERIES)?.candidates).toHaveLength(4)
  })

  it('leaves alone what is none', () => {
    for (const text of ['m', '', '@x', 'a @m']) expect(completeSaved(text, QUERIES)).toBeUndefined()
  })
})
