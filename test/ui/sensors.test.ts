import { afterEach, describe, expect, it } from 'vitest'
import { laptop } from './hardware.ts'
import { closeStage, openStage } from './stage.ts'

afterEach(closeStage)

describe('the sensors', () => {
  it('give their room away when they are gone, and take it when they come', async () => {
    const change = laptop()
    const stage = await openStage({
      width: 160,
      height: 40,
      seconds: 10,
      change: (sample, second) => (second > 20 && second < 30 ? sample : change(sample, second)),
    })
    expect(stage.text).toMatch(/─ ⁶sensors ─.*\n.*gpu i915/)
    await stage.pass(15_000)
    expect(stage.text).not.toMatch(/sensors|°C|GHz─|bat /)
    await stage.pass(10_000)
    expect(stage.text).toMatch(/nvme0 +42°C/)
  })

  it('have power from the second reading on', async () => {
    const stage = await openStage({ width: 160, height: 40, seconds: 0, change: laptop() })
    expect(stage.text).not.toMatch(/package-0/)
    await stage.pass(3000)
    expect(stage.text).toMatch(/package-0 +14W/)
  })
})

describe('the battery', () => {
  it.each([
    [120, 78, /bat 78% ▼ 2h 10m {2}● live/],
    [80, 78, /bat 78% ▼ {2}● live/],
    [60, 19, /bat 19% ▼ {2}● live/],
  ])('at %i columns and %i %%', async (width, chargePct, text) => {
    const stage = await openStage({ width, height: 24, seconds: 5, change: laptop({ chargePct }) })
    expect(stage.rows[0]).toMatch(text)
  })

  it('gives way to what matters more in a narrow window, while it is not low', async () => {
    const stage = await openStage({ width: 60, height: 24, seconds: 5, change: laptop() })
    expect(stage.rows[0]).toMatch(/load 4.4 · 18 procs 3R 2D 1Z +● live/)
  })
})
