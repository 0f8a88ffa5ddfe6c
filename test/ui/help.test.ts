import { afterEach, expect, it } from 'vitest'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

it('help is looked through as one types: rows that hold the text, below their headings', async () => {
  const stage = await openStage({ width: 80, height: 24, seconds: 3 })
  await stage.press('?', '/')
  await stage.type('swap')
  expect(stage.footer).toMatch(/\d shown/)
  expect(stage.rows[1]).toMatch(/│ Columns/)
  expect(stage.rows[2]).toMatch(/│ +SWAP /)
  await stage.press('enter')
  expect(stage.text).toContain('SWAP')
  expect(stage.text).not.toContain('Send a signal')
  // Esc takes the filter away first, then help.
  await stage.press('escape')
  expect(stage.text).toContain('Resource limits of the selected process')
  await stage.press('escape')
  expect(stage.text).toContain(' COMMAND')
})

it.each([
  // By what its heading says, all that stands below it,
  ['tree', ['Children under their parents', 'Unfold all']],
  // by a command's name, which stands in the footer and in the config file,
  ['kernel-threads', ['Show or hide kernel threads']],
  ['io-priority', ['Set I/O class and priority']],
  // and by a column's, as queries have it.
  ['majflt', ['Page faults']],
])('finds by %s what is called so', async (text, shown) => {
  const stage = await openStage({ width: 100, height: 30, seconds: 3 })
  await stage.press('?', '/')
  await stage.type(text)
  for (const about of shown) expect(stage.text).toContain(about)
})

it('what is nowhere in help is said to be', async () => {
  const stage = await openStage({ width: 80, height: 24, seconds: 3 })
  await stage.press('?', '/')
  await stage.type('no such thing')
  expect(stage.footer).toContain('0 shown')
  await stage.press('escape', '?')
  expect(stage.text).toContain(' COMMAND')
})
