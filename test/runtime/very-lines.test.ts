import { expect, it } from 'vitest'
import { compareAllocations } from '../../src/runtime/compare.ts'
import { clearLine, framesOf, functionsWorthLooking, mayBeLookedInto } from '../../src/runtime/very-lines.ts'
import { allocationsOf, placeOf, traceOf } from '../support/allocations.ts'

const hot = (text: string, shareOfBytes: number) => ({ place: placeOf(text), shareOfBytes, samples: 9 })

it('three functions are worth looking at, the most growth first, each with a tenth of it', () => {
  const grown = (...traces: readonly ReturnType<typeof traceOf>[]) =>
    functionsWorthLooking(
      compareAllocations(allocationsOf([traceOf(900, 1, '/shrunk.js:1 f')]), allocationsOf(traces), { by: 'line' }),
    ).map(({ file }) => file)
  expect(grown()).toEqual([])
  expect(grown(traceOf(10, 1, '/b.js:1 f'), traceOf(89, 1, '/a.js:1 f'), traceOf(1, 1, '/c.js:1 f'))).toEqual([
    '/a.js',
    '/b.js',
  ])
  const five = ['/a', '/b', '/c', '/d', '/e'].map((file, i) => traceOf(100 - i, 1, `${file}.js:1 f`))
  expect(grown(...five)).toEqual(['/a.js', '/b.js', '/c.js'])
})

it.each([
  ['/srv/a.js:1 f', true],
  ['webpack-internal:///./a.js:1 f', true],
  ['node:internal/timers:5 f', false],
  ['<no file>:1 f', false],
  ['<V8> f', false],
  ['/srv/a.js f', false],
])('whether it may be looked into: %s, %s', (text, may) => {
  expect(mayBeLookedInto(placeOf(text))).toBe(may)
})

it('one line is clearly it, or none is', () => {
  expect(clearLine({})).toBeUndefined()
  expect(clearLine({ hotLines: [] })).toBeUndefined()
  expect(clearLine({ hotLines: [hot('/a.js:9 f', 0.55), hot('/a.js:8 f', 0.45)] })).toBeUndefined()
  expect(clearLine({ hotLines: [hot('/a.js:9 f', 0.6), hot('/a.js:8 f', 0.4)] })).toEqual(placeOf('/a.js:9 f'))
})

it('a way has it instead of the beginning of the function, or before it where it is in another', () => {
  const frames = [placeOf('/a.js:1 f'), placeOf('/b.js:1 g')]
  expect(framesOf({ frames })).toBe(frames)
  expect(framesOf({ frames, hotLines: [hot('/a.js:9 f', 1)] })).toEqual([placeOf('/a.js:9 f'), frames[1]])
  expect(framesOf({ frames, hotLines: [hot('/c.js:9 h', 1)] })).toEqual([placeOf('/c.js:9 h'), ...frames])
})
