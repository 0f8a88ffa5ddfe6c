import { expect, it } from 'vitest'
import { EFFECTS, effectText, effectTexts } from '../../src/runtime/effect-text.ts'
import { routeOf } from '../../src/runtime/route.ts'

it('has words for each effect, no two the same, that go on after "ntop"', () => {
  const texts = EFFECTS.map(effect => effectText(effect))
  expect(new Set(texts).size).toBe(EFFECTS.length)
  for (const text of texts) expect(text).toMatch(/^(?:opens|makes|writes|runs|collects|stops|changes) .*[^.]$/)
})

it.each([
  [undefined, 'stops it for a moment'],
  [0.2, 'stops it for about 1 ms'],
  [4.6, 'stops it for about 5 ms'],
  [994, 'stops it for about 994 ms'],
  [995, 'stops it for about 1.0 s'],
  [1240, 'stops it for about 1.2 s'],
  [33_000, 'stops it for about 33 s'],
])('tells a pause of %s ms as no more than an estimate', (ms, text) => {
  expect(effectText('pause', ms)).toBe(text)
})

it('tells several in one order, whatever theirs is', () => {
  const texts = [
    'opens a debugging port on loopback, for anybody on this machine: for a moment, or until this is over if it is busy',
    'stops it for about 5 ms',
  ]
  expect(effectTexts({ effects: ['pause', 'opens-port'], estimatedPauseMs: 5 })).toEqual(texts)
  expect(effectTexts({ effects: ['opens-port', 'pause'], estimatedPauseMs: 5 })).toEqual(texts)
  expect(effectTexts({ effects: [] })).toEqual([])
})

it('knows by which way each is got into', () => {
  expect(routeOf('node', undefined)).toBe('inspector')
  expect(routeOf('java', '17.0.15')).toBe('attach')
  expect([routeOf('python', '3.9.18'), routeOf('python', '3.13.0')]).toEqual(['pending-call', 'pending-call'])
  expect([routeOf('python', '3.14.0'), routeOf('python', undefined)]).toEqual(['remote-debugging', undefined])
})
