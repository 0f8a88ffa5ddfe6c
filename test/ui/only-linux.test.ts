/** A source that is not Linux's, knows only what any system tells, and has no files of processes. */
import { afterEach, describe, expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { unknowing } from '../support/unknowing.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const REFUSED =
  'inspect limits open-files locks stacks environment threads containers io-priority scheduling affinity oom-adjust set-limit'.split(
    ' ',
  )

const portable = (): Promise<Stage> =>
  openStage({ kind: 'portable', change: sample => unknowing(sample), seconds: 3, width: 160, height: 40 })

/** Whatever was loaded for it is there. */
async function settled(stage: Stage): Promise<void> {
  for (let i = 0; i < 20; i++) await stage.settle()
}

const said = (stage: Stage): void => {
  expect(stage.text).not.toMatch(/undefined|NaN|Infinity|\[object/)
}

describe('every command', () => {
  it.each(commands.map(({ id, keys }) => [id, keys[0]] as const))('%s works, or says why not', async (id, key) => {
    const stage = await portable()
    said(stage)
    await stage.press('down')
    if (key === undefined) {
      await stage.press(':')
      await stage.type(id)
      await stage.press('enter')
    } else await stage.press(key)
    await settled(stage)
    const refusal = /^ \S+: only the Linux source .*; this is the portable one/
    if (REFUSED.includes(id)) expect(stage.footer).toMatch(refusal)
    else expect(stage.footer).not.toMatch(refusal)
    await stage.pass(2000)
    said(stage)
    await stage.press('escape')
    await stage.pass(2000)
    said(stage)
  })
})

describe('the palette', () => {
  it('has what cannot be done, with the reason', async () => {
    const stage = await portable()
    await stage.press('down', ':')
    await stage.type('limits')
    expect(stage.text).toContain('only the Linux source tells the limits of a process; this is the portable one')
    await stage.press('enter')
    expect(stage.text).toContain('commands for')
  })
})

describe('groups', () => {
  it('of what only Linux tells cannot be chosen', async () => {
    const stage = await portable()
    await stage.press('v', 'down', 'down', 'down')
    expect(stage.text).toContain('only the Linux source tells who runs in a container')
    await stage.press('enter')
    expect(stage.view.group).toBe('none')
    await stage.press('escape', 'v', 'u')
    expect(stage.view.group).toBe('user')
  })
})

describe('growth', () => {
  it('is told, and why nothing is known that bounds it', async () => {
    const stage = await portable()
    await stage.press('s')
    await stage.pass(5000)
    await stage.press('D')
    await settled(stage)
    expect(stage.text).toContain('GREW')
    expect(stage.text).toContain('only the Linux source tells what bounds memory; this is the portable one')
  })
})
