import { describe, expect, test } from 'vitest'
import { demos } from '../../src/cli/demo/demos.ts'
import { Frame } from '../../src/terminal/frame.ts'
import { Guide } from '../../src/ui/guide.ts'

function drawn(guide: Guide, width = 40): string[] {
  const frame = new Frame(width, 2)
  guide.draw(frame.area(), true)
  return frame.text()
}

const AT_REST = { place: 'table', isBusy: false }

describe('the guide', () => {
  test('shows a step until its keys were pressed one after another, others between them or not', () => {
    const guide = new Guide('demo it', [
      { keys: ['2', 'w'], text: 'First.' },
      { keys: ['enter'], text: 'Then.' },
    ])
    expect(drawn(guide)).toEqual([' demo it 1 of 2  2 w First.', ''])
    guide.onKey('w')
    guide.onKey('2')
    guide.see(AT_REST)
    expect(drawn(guide)).toEqual([' demo it 1 of 2  w First.', ''])
    guide.onKey('down')
    guide.onKey('w')
    guide.see(AT_REST)
    expect(drawn(guide)).toEqual([' demo it 2 of 2  ⏎ Then.', ''])
    guide.onKey('enter')
    guide.see(AT_REST)
    expect(drawn(guide)[0]).toMatch(/^ demo it done {2}That was all/)
    guide.onKey('enter')
    guide.see(AT_REST)
  })

  test('waits as long as the screen does: keys that are pressed meanwhile are of no step', () => {
    const guide = new Guide('demo', [
      { keys: ['s'], text: 'First.' },
      { keys: ['s'], text: 'Then.' },
    ])
    guide.onKey('s')
    guide.see({ place: 'table', isBusy: true })
    guide.onKey('s')
    guide.see({ place: 'table', isBusy: true })
    expect(drawn(guide)[0]).toBe(' demo 1 of 2  … First.')
    guide.see(AT_REST)
    expect(drawn(guide)[0]).toBe(' demo 2 of 2  s Then.')
  })

  test('goes on only once the keys have led to where they should: else they are to be pressed again', () => {
    const guide = new Guide('demo', [
      { keys: ['3', 'r'], text: 'First.', leadsTo: 'agree' },
      { keys: ['enter'], text: 'Then.' },
    ])
    guide.onKey('3')
    guide.onKey('r')
    guide.see({ place: 'live-heap Figures', isBusy: false })
    expect(drawn(guide)[0]).toBe(' demo 1 of 2  3 r First.')
    guide.onKey('3')
    guide.see({ place: 'live-heap Types', isBusy: false })
    expect(drawn(guide)[0]).toBe(' demo 1 of 2  r First.')
    guide.onKey('r')
    guide.see({ place: 'live-heap Types', isBusy: false })
    guide.see({ place: 'agree', isBusy: true })
    guide.see({ place: 'agree', isBusy: false })
    expect(drawn(guide)[0]).toBe(' demo 2 of 2  ⏎ Then.')
  })

  test('goes on in a second line, and is cut there', () => {
    const guide = new Guide('demo', [{ keys: ['s'], text: 'one two three four five six seven eight nine ten' }])
    expect(drawn(guide, 30)).toEqual([' demo 1 of 1  s one two three', ' four five six seven eight n…'])
  })

  test.each(demos)('has room for each step of $id on a screen of 80 columns', ({ id, steps }) => {
    for (const step of steps) {
      const alone = new Guide(`demo ${id}`, [...steps.map(() => ({ keys: [], text: '' })), step])
      for (const _ of steps) alone.see(AT_REST)
      const words = drawn(alone, 80).join(' ').split(' ')
      expect(words).toEqual(expect.arrayContaining(step.text.split(' ')))
    }
  })

  test('gives its rows up on a low screen', () => {
    const guide = new Guide('demo', [])
    expect([guide.rows(16), guide.rows(15)]).toEqual([2, 0])
  })
})
