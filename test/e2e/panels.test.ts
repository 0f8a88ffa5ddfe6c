/** Panels and layouts on the real program: Alt with a digit as terminals send it, and layouts out of a config file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, openNtop, recorded, titleRow } from './screen.ts'

const LARGE = { columns: 200, rows: 50 }
const boxes = (rows: readonly string[]): string => rows.join('\n').replace(/[^¹²³⁴⁵⁶╭]/g, '')

describe('Alt and a digit', () => {
  test.each([
    ['after ESC', '\x1b1'],
    ['as modifyOtherKeys tell it', '\x1b[27;3;49~'],
    ['as CSI u tells it', '\x1b[49;3u'],
  ])('%s hides a panel, and shows it', async (_, bytes) => {
    const ntop = await openNtop(recorded(), LARGE)
    await ntop.until(rows => boxes(rows).includes('╭¹'))
    ntop.type(bytes)
    await ntop.until(rows => !boxes(rows).includes('¹') && rows.join('\n').includes('the panel cpu is hidden: Alt-1'))
    ntop.type(bytes)
    await ntop.until(rows => boxes(rows).includes('╭¹') && rows.join('\n').includes('the panel cpu is shown'))
  })

  test('is not Esc, and a digit later', async () => {
    const ntop = await openNtop(recorded(), LARGE)
    ntop.type('escape')
    await ntop.until(/q quits/)
    ntop.type('1')
    await ntop.until(/^ Pid .*1/m)
    expect(boxes(ntop.text())).toContain('╭¹')
  })
})

test('layouts of a config file come by Tab, and one of them may be the first', async () => {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'ntop'))
  writeFileSync(
    join(folder, 'ntop', 'config.toml'),
    `layout = "mine"
hidden_panels = ["disks"]
[layouts.mine]
panels = ["network", "cpu", "disks"]
columns = ["pid", "user:12", "command"]
sort = "pid"
sort_descending = true
[layouts.other]
panels = []
`,
  )
  const ntop = await openNtop(recorded(), { ...LARGE, env: { XDG_CONFIG_HOME: folder } })
  await ntop.until(rows => titleRow(rows) > 0 && /PID▼ USER +COMMAND/.test(rows[titleRow(rows)] ?? ''))
  expect(boxes(ntop.text())).not.toContain('³')
  expect(ntop.text()[1]).toMatch(/^╭─ .*cpu /)
  ntop.type('tab')
  await ntop.until(rows => titleRow(rows) === 1 && /other/.test(rows.at(-1) ?? '') && /CPU%▼/.test(rows[1] ?? ''))
  ntop.type('tab')
  await ntop.until(rows => /all of the machine/.test(rows.at(-1) ?? '') && boxes(rows).includes('╭¹'))
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
})
