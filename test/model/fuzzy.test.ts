import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuzzyRank, isClose } from '../../src/model/fuzzy.ts'

describe('what is typed', () => {
  it('finds the word itself first, then what begins with it, a word that does, beginnings, and the rest', () => {
    const texts = ['sort-by-cpu', 'sorted', 'sort', 'resort', 'by sort', 'so great', 's-o-r-t', 'so right', 'short']
    const found = texts.map(text => fuzzyRank(text, 'sort'))
    expect(found).toEqual([1, 1, 0, 4, 2, 5, 3, 5, 5])
  })

  it.each([
    ['sort-by-memory', 'sbm', 3],
    ['sort-by-memory', 'sobymem', 3],
    ['sort-by-memory', 'bmem', 3],
    ['Kernel threads', 'KT', 3],
    ['abc abd', 'abd', 2],
    ['a ab abc', 'aabc', 3],
    ['sort-by-memory', 'ortm', 5],
    ['sort-by-memory', 'mos', undefined],
    ['kill', 'killed', undefined],
    ['数据同步 到', '到', 2],
    ['', 'a', undefined],
    ['anything', '', 1],
  ])('%s answers to %s by %s', (text, typed, rank) => {
    expect(fuzzyRank(text, typed)).toBe(rank)
  })

  it('finds whatever letters stand in the text in this order, and nothing else', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '-'), maxLength: 12 })
    fc.assert(
      fc.property(letters, letters, (text, typed) => {
        const pattern = new RegExp([...typed].map(letter => `${letter}.*`).join(''))
        const rank = fuzzyRank(text, typed)
        expect(rank !== undefined).toBe(pattern.test(text))
        if (text.includes(typed)) expect(isClose(rank ?? 9)).toBe(true)
      }),
    )
  })
})
