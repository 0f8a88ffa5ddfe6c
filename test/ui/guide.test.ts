import { describe, expect, test } from 'vitest'
import { Frame } from '../../src/terminal/frame.ts'
import { Guide } from '../../src/ui/guide.ts'

function drawn(guide: Guide, width = 40): string[] {
  const frame = new Frame(width, 2)
  guide.draw(frame.area(), true)
  return frame.text()
}

describe('the guide', () => {
  test('shows a step until its keys were pressed one after another, others between them or not', () => {
    const guide = new Guide('demo it', [
      { keys: ['2', 'w'], text: 'First.' },
      { keys: ['enter'], text: 'Then.' },
    ])
    expect(drawn(guide)).toEqual([' demo it 1 of 2  2 w First.', ''])
    guide.onKey('w')
    guide.onKey('2')
    expect(drawn(guide)).toEqual([' demo it 1 of 2  w First.', ''])
    guide.onKey('down')
    guide.onKey('w')
    expect(drawn(guide)).toEqual([' demo it 2 of 2  ⏎ Then.', ''])
    guide.onKey('enter')
    expect(drawn(guide)[0]).toMatch(/^ demo it done {2}That was all/)
    guide.onKey('enter')
  })

  test('goes on in a second line, and is cut there', () => {
    const guide = new Guide('demo', [{ keys: ['s'], text: 'one two three four five six seven eight nine ten' }])
    expect(drawn(guide, 30)).toEqual([' demo 1 of 1  s one two three', ' four five six seven eight n…'])
  })

  test('gives its rows up on a low screen', () => {
    const guide = new Guide('demo', [])
    expect([guide.rows(16), guide.rows(15)]).toEqual([2, 0])
  })
})
