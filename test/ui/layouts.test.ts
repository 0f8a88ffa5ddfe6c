import { afterEach, describe, expect, it } from 'vitest'
import { LAYOUT_NAMES } from '../../src/model/layouts.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

describe('layouts', () => {
  it('come one after the other, and say what they are about', async () => {
    const stage = await openStage({ width: 120, height: 36, variant: { calm: true } })
    const above = () => stage.rows.slice(0, -1)
    const before = above()
    expect(stage.text).toMatch(/ mem .*\d+G/)
    await stage.press('tab')
    expect(stage.footer).toContain('processors and heat')
    expect(stage.text).toMatch(/^ cpu /m)
    expect(stage.text).not.toContain('eth0')
    await stage.press('tab')
    expect(stage.footer).toContain('memory, and whose it truly is')
    expect(stage.text).toMatch(/PID USER +RES +USS +PSS +SWAP +GROW/)
    await stage.press('tab')
    expect(stage.text).toMatch(/PID USER .*READ\/s/)
    expect(stage.rowOf('eth0')).toBeLessThan(stage.rowOf('PID USER'))
    expect(stage.text).not.toMatch(/^ cpu /m)
    await stage.press('tab')
    expect(stage.rows[1]).toMatch(/^ +PID USER/)
    await stage.press('tab')
    expect(above()).toEqual(before)
    await stage.press('S-tab')
    expect(stage.rows[1]).toMatch(/^ +PID USER/)
  })

  it('leave alone the columns that somebody has chosen, and bring back what was hidden', async () => {
    const stage = await openStage({ width: 120, view: { columns: [{ id: 'pid' }, { id: 'command' }], header: false } })
    expect(stage.text).not.toMatch(/^ cpu /m)
    await stage.press('tab', 'tab')
    expect(stage.text).toMatch(/^ +PID COMMAND/m)
    expect(stage.text).toMatch(/ mem /)
  })

  it.each(
    LAYOUT_NAMES.filter(name => name !== 'all').flatMap(layout =>
      [
        [80, 24],
        [200, 50],
      ].map(([width = 0, height = 0]) => [layout, width, height] as const),
    ),
  )('frame %s %d×%d', async (layout, width, height) => {
    const stage = await openStage({ width, height, view: { layout } })
    expectFrame(`layout-${layout}-${width}x${height}`, stage.rows)
  })
})
