import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { Canvas } from '../../src/terminal/canvas.ts'
import { Frame } from '../../src/terminal/frame.ts'
import { Palette } from '../../src/terminal/palette.ts'
import type { Panel } from '../../src/terminal/panels.ts'
import { style } from '../../src/terminal/style.ts'
import { darkTheme } from '../../src/terminal/theme.ts'
import { screenCells, screenText } from '../support/cells.ts'
import { createEmulator } from '../support/emulator.ts'

const RED = `#${Buffer.from(darkTheme.colours.bad.rgb).toString('hex')}`
const palette = new Palette(darkTheme, 'truecolor')
const canvases: Canvas[] = []

afterEach(() => {
  for (const canvas of canvases.splice(0)) canvas.destroy()
})

/** A canvas, and the terminal that shows what comes out of it. */
function stage(columns: number, rows: number, unicode = true) {
  const canvas = new Canvas(columns, rows, unicode, style => palette.select(style))
  canvases.push(canvas)
  const { terminal } = createEmulator({ columns, rows, background: false }, () => undefined)
  const frame = new Frame(columns, rows)
  const show = async (panels: readonly Panel[] = []) => {
    const bytes = canvas.draw(frame, panels)
    await new Promise<void>(resolve => terminal.write(bytes, resolve))
    return bytes
  }
  return { canvas, terminal, frame, area: frame.area(), show, text: () => screenText(terminal) }
}

const columns = (n: number, width: number, height: number): Panel[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `panel ${i}`,
    rect: {
      x: Math.floor((i * width) / n),
      y: 0,
      width: Math.floor(((i + 1) * width) / n) - Math.floor((i * width) / n),
      height,
    },
  }))

describe('a frame', () => {
  test('is shown, once', async () => {
    const { area, show, text } = stage(20, 3)
    area.put(0, 0, 'first')
    area.put(3, 2, 'third', style('bad'))
    expect(await show()).not.toBe('')
    expect(text()).toEqual(['first', '', '   third'])
    expect(await show()).toBe('')
  })

  test('costs what changed in it', async () => {
    const { area, show, text } = stage(200, 50)
    for (let y = 0; y < 50; y++) area.put(0, y, 'x'.repeat(200), style('dim'))
    await show()
    area.put(100, 25, '42', style('dim'))
    const bytes = await show()
    expect(text()[25]).toBe(`${'x'.repeat(100)}42${'x'.repeat(98)}`)
    expect(bytes.length).toBeLessThan(50)
  })

  test('is the same on the terminal, whatever was there before', async () => {
    const draw = fc.record({
      x: fc.nat(18),
      y: fc.nat(3),
      s: fc.string({ unit: fc.constantFrom('a', ' ', '宽', '한', '👍', 'é', '█', '⣿', 'e\u0301'), maxLength: 12 }),
      bold: fc.boolean(),
    })
    const frames = fc.array(fc.array(draw, { maxLength: 6 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(frames, async all => {
        const { canvas, terminal, frame, area, show } = stage(20, 4)
        for (const [i, draws] of all.entries()) {
          if (i % 3 === 0) frame.clear()
          for (const { x, y, s, bold } of draws) area.put(x, y, s, style(bold ? 'bad' : 'default'))
          await show(columns(1 + (i % 3), 20, 4))
          const cells = screenCells(terminal)
          expect(cells.map(row => row.map(cell => cell.text))).toEqual(
            Array.from({ length: 4 }, (_, y) => frame.chars.slice(y * 20, (y + 1) * 20)),
          )
          expect(cells.map(row => row.map(cell => (cell.text.trim() === '' ? '' : cell.foreground)))).toEqual(
            Array.from({ length: 4 }, (_, y) =>
              Array.from({ length: 20 }, (_, x) => {
                const at = y * 20 + x
                if (frame.chars[at]?.trim() === '') return ''
                return frame.styles[at] === style('bad') ? RED : 'default'
              }),
            ),
          )
        }
        canvas.destroy()
        terminal.dispose()
      }),
      { numRuns: 150 },
    )
  })

  test('stays in step on a terminal that thinks otherwise of a character’s width', async () => {
    const { area, show, text, terminal } = stage(20, 2)
    // The oldest table: emoji are narrow in it.
    terminal.unicode.activeVersion = '6'
    area.put(0, 0, '👍👍|end')
    area.put(0, 1, '❤️👨‍👩‍👧|end')
    await show()
    expect(text()[0]?.indexOf('|end')).toBeGreaterThan(0)
    const cells = screenCells(terminal)
    expect(cells[0]?.findIndex(cell => cell.text === '|')).toBe(4)
    expect(cells[1]?.findIndex(cell => cell.text === '|')).toBe(area.put(0, 1, '❤️👨‍👩‍👧'))
  })

  test('of another size than the terminal shows what fits', async () => {
    const { canvas, show, text, terminal } = stage(20, 3)
    const wide = new Frame(30, 5)
    wide.area().put(0, 0, `${'x'.repeat(19)}宽`)
    wide.area().put(0, 4, 'below')
    const bytes = canvas.draw(wide, [])
    await new Promise<void>(resolve => terminal.write(bytes, resolve))
    expect(text()).toEqual(['x'.repeat(19), '', ''])
    const small = new Frame(5, 1)
    small.area().put(0, 0, 'small')
    canvas.draw(small, [])
    await show()
  })
})

describe('panels', () => {
  test('may leave something out, overlap, move and go: the terminal shows the frame', async () => {
    const { frame, area, show, text } = stage(20, 3)
    area.fill('.')
    await show([{ id: 'a', rect: { x: 2, y: 1, width: 4, height: 1 } }])
    expect(text()).toEqual(['.'.repeat(20), '.'.repeat(20), '.'.repeat(20)])
    area.put(0, 0, 'between the panels')
    area.put(2, 1, 'over')
    await show([
      { id: 'a', rect: { x: 2, y: 1, width: 4, height: 1 } },
      { id: 'b', rect: { x: 4, y: 1, width: 30, height: 9 } },
    ])
    expect(text()).toEqual(['between the panels..', '..over..............', '.'.repeat(20)])
    frame.clear()
    await show([{ id: 'b', rect: { x: -3, y: -3, width: 90, height: 90 } }])
    expect(text()).toEqual(['', '', ''])
  })
})

test('a repaint shows everything again, on whatever is there', async () => {
  const { canvas, terminal, area, show, text } = stage(20, 2)
  area.put(0, 0, 'ours')
  await show()
  await new Promise<void>(resolve => terminal.write('\x1b[2;1Hgarbage of another program', resolve))
  expect(await show()).toBe('')
  canvas.repaint()
  await show()
  expect(text()).toEqual(['ours', ''])
})

test('another size', async () => {
  const { canvas, terminal } = stage(20, 2)
  canvas.draw(new Frame(20, 2), [])
  terminal.resize(30, 4)
  canvas.resize(30, 4)
  const frame = new Frame(30, 4)
  frame.area().put(22, 3, 'far out')
  const bytes = canvas.draw(frame, [])
  await new Promise<void>(resolve => terminal.write(bytes, resolve))
  expect(screenText(terminal)[3]).toBe(`${' '.repeat(22)}far out`)
})

describe('ASCII', () => {
  test('columns hold, and what has a twin is shown as that', async () => {
    const { area, show, text } = stage(30, 3, false)
    area.put(0, 0, '宽ab é ñ … │─┼ █ ⣿|')
    area.put(0, 1, 'plain ASCII')
    const bytes = await show()
    expect(bytes).toMatch(/^[\x00-\x7f]*$/)
    expect(text()).toEqual(['? ab e n ~ |-+ # ?|', 'plain ASCII', ''])
  })
})
