import { expect, test } from 'vitest'
import type { PtyProgram } from '../support/pty.ts'
import { openNtop, recorded, titleRow } from './screen.ts'

const SIZES = [
  [200, 50],
  [40, 10],
  [20, 5],
  [80, 24],
  [500, 150],
  [60, 7],
] as const

/** What a screen shows but for what time has changed: the clock, curves, this machine's disk. */
function layout(rows: readonly string[]): string[] {
  return rows.map(row =>
    row
      .replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss')
      .replace(/[\u2800-\u28ff▁-▇]/g, ' ')
      .replace(/(^|│) \/ +[\d–].*/, '$1 /')
      .trimEnd(),
  )
}

/** The screen at its second sample, when rates stand where dashes were. */
async function settledLayout(ntop: PtyProgram): Promise<string[]> {
  return layout(await ntop.until(rows => titleRow(rows) >= 0 && rows.some(row => / 310 .* T +0/.test(row))))
}

test('a screen that changes its size looks as one that started so, to and fro', { timeout: 40_000 }, async () => {
  const ntop = await openNtop(recorded())
  for (const [columns, rows] of SIZES) {
    const fresh = await openNtop(recorded(), { columns, rows })
    const wanted = await settledLayout(fresh)
    expect(wanted).toHaveLength(rows)
    fresh.type('q')
    expect(await fresh.exited).toEqual({ code: 0, signal: 0 })
    ntop.resize(columns, rows)
    await ntop
      .until(screen => layout(screen).join('\n') === wanted.join('\n'))
      .catch((error: unknown) => {
        // Shows the lines that differ.
        expect(layout(ntop.text())).toEqual(wanted)
        throw error
      })
  }
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
})

test('menus, help and an open process go through every size', async () => {
  const ntop = await openNtop(recorded())
  // Closed by other keys than Esc, which with the next key right behind it would be another.
  for (const [key, shown, close] of [
    ['f6', /sort by/, 'C-g'],
    ['?', /ntop .* help/, 'q'],
    ['enter', /^ 1 bash/m, 'q'],
    ['/', /^ Search /m, 'C-g'],
  ] as const) {
    ntop.type(key)
    await ntop.until(shown)
    for (const [columns, rows] of [
      [20, 5],
      [1, 1],
      [200, 50],
      [80, 24],
    ] as const) {
      const before = ntop.frames()
      ntop.resize(columns, rows)
      await ntop.until(() => ntop.frames() > before)
    }
    await ntop.until(shown)
    ntop.type(close)
    await ntop.until(rows => titleRow(rows) >= 0 && !shown.test(rows.join('\n')))
  }
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
})
