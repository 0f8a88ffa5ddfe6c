import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runNtopWith } from '../support/ntop.ts'
import { emptyFolder, footer, openNtop } from './screen.ts'

const WELCOME = 'New here? Press ? for all keys'

test('the first start tells the newcomer, the next one does not', async () => {
  const home = emptyFolder()
  const env = { HOME: home, XDG_CONFIG_HOME: undefined, XDG_STATE_HOME: join(home, 'state') }
  const first = await openNtop([], { env })
  await first.until(rows => footer(rows).includes(WELCOME))
  first.type('down')
  await first.until(rows => footer(rows).includes(WELCOME))
  first.type('up', 'up')
  await first.until(rows => /Inspect.*Kill/.test(footer(rows)))
  first.type('q')
  expect(await first.exited).toEqual({ code: 0, signal: 0 })
  expect(readdirSync(home, { recursive: true })).toEqual(['state', 'state/ntop', 'state/ntop/started'])
  const second = await openNtop([], { env })
  // By then the first start had said it.
  second.type('K')
  await second.until('kernel threads are shown')
  second.type('K')
  await second.until('kernel threads are hidden')
  second.type('down')
  await second.until(rows => /Inspect.*Kill/.test(footer(rows)))
  expect(second.raw()).not.toContain('New here')
})

test('whoever has a config file is no newcomer, and what is no screen remembers nothing', async () => {
  const home = emptyFolder()
  mkdirSync(join(home, 'ntop'))
  writeFileSync(join(home, 'ntop', 'config.toml'), '')
  const state = join(home, 'state')
  const ntop = await openNtop([], { env: { XDG_CONFIG_HOME: home, XDG_STATE_HOME: state } })
  ntop.type('K')
  await ntop.until('kernel threads are shown')
  expect(ntop.raw()).not.toContain('New here')
  expect((await runNtopWith({ XDG_STATE_HOME: state }, '--once', '-d', '0.1')).code).toBe(0)
  expect(existsSync(state)).toBe(false)
})
