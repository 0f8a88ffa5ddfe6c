import { afterEach, expect, it } from 'vitest'
import { contained } from './contained.ts'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

it('O hides who runs in a container, says so, and has it found out of everyone', async () => {
  const stage = await openStage({ seconds: 3, change: contained() })
  const everyone = stage.pids
  expect(stage.source.needed.at(-1)).not.toContain('cgroup')
  await stage.press('O')
  expect(stage.footer).toContain('processes in containers are hidden')
  await stage.pass(1000)
  expect(stage.source.needed.at(-1)).toContain('cgroup')
  const outside = everyone.filter(pid => ![771, 8305, 1203, 1288].includes(pid))
  expect(stage.pids).toEqual(outside)
  await stage.press('down')
  expect(stage.footer).toContain('no containers')
  await stage.press('O')
  expect(stage.footer).toContain('processes in containers are shown')
  await stage.pass(1000)
  expect(stage.pids).toEqual(everyone)
  expect(stage.source.needed.at(-1)).not.toContain('cgroup')
})
