import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { procFixture } from '../support/fixtures.ts'
import { openNtop } from './screen.ts'

it('a laptop’s heat, battery and GPU are on the screen', async () => {
  const sysfs = fileURLToPath(new URL('../fixtures/sys/laptop', import.meta.url))
  const args = ['--procfs', procFixture('linux-6.18'), '--sysfs', sysfs, '-d', '0.2']
  const ntop = await openNtop(args, { columns: 160, rows: 45 })
  const rows = await ntop.until(rows => rows.some(row => row.includes('sensors')))
  const screen = rows.join('\n')
  expect(screen).toMatch(/1\.8GHz 63°C ─╯/)
  expect(screen).toMatch(/gpu i915 +350MHz/)
  expect(screen).toMatch(/nvme0 +42°C/)
  expect(rows[0]).toMatch(/bat 78% ▼ 2h 10m/)
})
