import { afterEach, expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { rebind } from '../../src/commands/rebind.ts'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

const WELCOME = 'New here? Press ? for all keys, : to find any command, Tab for another layout'

it('a newcomer is told three things in the footer, and the table loses no row', async () => {
  const stage = await openStage({ seconds: 3, newcomer: true })
  expect(stage.footer).toContain(WELCOME)
  const usual = await openStage({ seconds: 3 })
  expect(usual.footer).not.toContain('New here')
  expect(stage.pids).toEqual(usual.pids)
})

it('until a few keys were pressed; what a key says comes first', async () => {
  const stage = await openStage({ seconds: 3, newcomer: true })
  await stage.press('down')
  expect(stage.footer).toContain(WELCOME)
  await stage.press('?')
  expect(stage.footer).not.toContain('New here')
  await stage.press('escape')
  expect(stage.footer).not.toContain('New here')
  expect(stage.footer).toMatch(/Inspect.*Kill/)
})

it('gives way to what is said', async () => {
  const stage = await openStage({ seconds: 3, newcomer: true })
  await stage.press('K')
  expect(stage.footer).toContain('kernel threads are shown')
})

it('or twenty seconds have passed', async () => {
  const stage = await openStage({ seconds: 15, newcomer: true })
  expect(stage.footer).toContain(WELCOME)
  await stage.pass(6000)
  expect(stage.footer).not.toContain('New here')
})

it.each([
  [60, 'Press ? for keys, : for commands, Tab for layouts'],
  [40, '? keys, : commands, Tab layouts'],
])('in %i columns it is shorter, and whole', async (width, words) => {
  const stage = await openStage({ seconds: 3, newcomer: true, width, height: 10 })
  expect(stage.footer).toContain(words)
  expect(stage.pids.length).toBe((await openStage({ seconds: 3, width, height: 10 })).pids.length)
})

it('on keys of one’s own it names those', async () => {
  const { commands: rebound } = rebind(commands, 'htop', new Map([['help', ['f5']]]))
  const stage = await openStage({ seconds: 3, newcomer: true, commands: rebound })
  expect(stage.footer).toContain('Press F5 for all keys')
})
