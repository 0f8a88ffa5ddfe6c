import { afterEach, describe, expect, it } from 'vitest'
import type { Rect } from '../../src/terminal/frame.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { running, without } from './changes.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

/** Clicks with the right button on the row that holds the text. */
async function rightClick(stage: Stage, text: string, x = 40): Promise<void> {
  await stage.mouse(x, stage.rowOf(text), 'down', 'right')
  await stage.mouse(x, stage.rowOf(text), 'up', 'right')
}

/** The place of the open menu; undefined where there is none. */
function box(stage: Stage): Rect | undefined {
  return stage.terminal.panels.find(({ id }) => id === 'context')?.rect
}

describe('the right button on a row', () => {
  const frames: readonly (readonly [name: string, options: StageOptions])[] = [
    ['context-menu-80x24', { width: 80, height: 24 }],
    ['context-menu-120x36', { width: 120, height: 36 }],
    ['context-menu-ascii-80x24', { width: 80, height: 24, unicode: false }],
  ]
  it.each(frames)('frame %s', async (name, options) => {
    const stage = await openStage(options)
    await rightClick(stage, 'node /srv', 30)
    expectFrame(name, stage.rows)
  })

  it('selects it, and opens a menu of what can be done with it', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await rightClick(stage, 'postgres: writer')
    expect(stage.text).toContain('╭─ 1203 postgres ─')
    expect(stage.selectedPid).toBe(1203)
    await stage.press('down', 'enter')
    expect(stage.text).toContain('1203 postgres of postgres')
    expect(box(stage)).toBeUndefined()
  })

  it.each([
    ['k', '1203 postgres of postgres'],
    ['y', 'copy of 1203 postgres'],
    ['enter', 'only the Linux source tells what a process is made of'],
    [' ', '1203●postgres'],
    ['F', 'following the selected process'],
  ])('takes %s for the command itself', async (key, shown) => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await rightClick(stage, 'postgres: writer')
    await stage.press(key)
    // What is loaded with its first use comes a little later.
    while (!stage.text.includes(shown)) await stage.settle()
    expect(box(stage)).toBeUndefined()
  })

  it('narrows the table by a click on what it has in common', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await rightClick(stage, 'postgres: writer')
    await stage.mouse((box(stage)?.x ?? 0) + 3, stage.rowOf('Same user'))
    expect(stage.pids).toEqual([1288, 1203])
    await rightClick(stage, 'postgres: writer')
    await stage.mouse((box(stage)?.x ?? 0) + 3, stage.rowOf('Same name'))
    expect(stage.footer).toContain('filter name = postgres')
  })

  it.each([
    [80, 24],
    [120, 36],
    [40, 10],
  ])('at %d×%d keeps it whole on the screen, beside the row where there is room', async (width, height) => {
    const stage = await openStage({ width, height, seconds: 3 })
    const from = stage.rowOf(' COMMAND') + 1
    for (const y of [from, (from + height) >> 1, height - 2]) {
      for (const x of [0, width >> 1, width - 2]) {
        if (!/\d/.test(stage.rows[y] ?? '')) continue
        await stage.mouse(x, y, 'down', 'right')
        const menu = box(stage) ?? { x: -1, y: -1, width: 0, height: 0 }
        expect(menu.x).toBeGreaterThanOrEqual(0)
        expect(menu.x + menu.width).toBeLessThanOrEqual(width)
        expect(menu.y).toBeGreaterThanOrEqual(0)
        expect(menu.y + menu.height).toBeLessThanOrEqual(height)
        if (height > 30) expect(y < menu.y || y >= menu.y + menu.height).toBe(true)
        await stage.press('escape')
      }
    }
  })

  it('opens that of another row in place of it; closes it by a click beside it', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await rightClick(stage, 'tar czf', 10)
    await rightClick(stage, 'top -d 2', 5)
    expect(stage.text).toContain('╭─ 8400 top ─')
    expect(stage.text).not.toContain('╭─ 4194303 tar ─')
    const { x = 0, y = 0 } = box(stage) ?? {}
    await stage.mouse(x + 3, y + 3, 'down', 'right')
    expect(stage.text).toContain('╭─ 8400 top ─')
    expect(stage.selectedPid).toBe(8400)
    await stage.mouse(110, 2)
    expect(box(stage)).toBeUndefined()
    expect(stage.selectedPid).toBe(8400)
  })

  it('does nothing elsewhere', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    const before = stage.rows
    for (const y of [0, 1, 4, stage.rowOf(' COMMAND'), stage.rowOf('top -d 2') + 2, 35]) {
      await stage.mouse(20, y, 'down', 'right')
      expect(stage.rows).toEqual(before)
    }
    await stage.press('f6')
    const menu = stage.rows
    await stage.mouse(2, stage.rowOf('tar czf'), 'down', 'right')
    expect(stage.rows).toEqual(menu)
    await stage.press('escape', '/')
    await rightClick(stage, 'top -d 2')
    expect(box(stage)).toBeUndefined()
  })

  it('is about the process that was clicked at, wherever that goes', async () => {
    const stage = await openStage({
      width: 120,
      height: 36,
      seconds: 3,
      change: (sample, at) => running({ 402: at < 4 ? 0 : 2000 })(without(1203, 6)(sample, at), at),
    })
    await rightClick(stage, 'tar czf')
    await stage.pass(2000)
    await stage.press('k')
    expect(stage.text).toContain('4194303 tar of root')
    await stage.press('escape')
    await rightClick(stage, 'postgres: writer')
    await stage.pass(2000)
    await stage.press('k')
    expect(stage.footer).toContain('Kill: process 1203 is not in the table any more')
    expect(stage.text).not.toContain('send a signal')
  })

  it('says where it is the tagged ones that something would be done to', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await stage.press(' ', ' ')
    await rightClick(stage, 'top -d 2')
    expect(stage.text).toMatch(/│ Kill +2 tagged +k │/)
    expect(stage.text).toMatch(/│ Copy +2 tagged +y │/)
    expect(stage.text).toMatch(/│ Inspect +Enter │/)
    expect(stage.text).toMatch(/│ Follow +F │/)
    await stage.press('k')
    expect(stage.text).toContain('send a signal to 2 processes')
  })

  it('has nothing that acts where that is barred', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3, barred: 'read only' })
    await rightClick(stage, 'top -d 2')
    expect(stage.text).toMatch(/│ Inspect/)
    expect(stage.text).not.toMatch(/│ (Kill|Nice)/)
  })
})
