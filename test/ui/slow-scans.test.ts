/** A machine on which scans take longer than the interval. */
import { afterEach, describe, expect, it } from 'vitest'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

async function slowStage(width: number, height: number): Promise<Stage> {
  const stage = await openStage({ width, height, seconds: 3 })
  stage.source.takesMs = 3200
  await stage.pass(20_000)
  return stage
}

describe('scans that take longer than the interval', () => {
  it.each([
    [80, 24, / ● live 8s \d/, /scans take 3\.2 s: every 8 s · 1\/\d+$/],
    [120, 36, / ● live 8s \d/, /scans take 3\.2 s: every 8 s instead of 1 s · 1\/\d+$/],
    [40, 10, /● live 8s \d/, / 1\/\d+$/],
  ])('are told of, at %d×%d', async (width, height, header, status) => {
    const stage = await slowStage(width, height)
    expect(stage.rows[0]).toMatch(header)
    expect(stage.footer).toMatch(status)
    // What somebody has chosen is as it was.
    expect(stage.view.intervalMs).toBe(1000)
    await stage.press('d')
    expect(stage.text).toMatch(/Seconds between samples.*1/)
    await stage.press('escape')
    stage.source.takesMs = 20
    await stage.pass(20_000)
    expect(stage.rows[0]).toMatch(/● live 1s \d/)
    expect(stage.footer).not.toContain('scans take')
  })

  it('keep no key waiting', async () => {
    const stage = await slowStage(80, 24)
    const { frames } = stage.terminal
    const samples = stage.source.needed.length
    // Into the midst of the next scan, which then takes for ever.
    stage.source.takesMs = 1e9
    await stage.pass(8000)
    expect(stage.source.needed.length).toBeGreaterThan(samples)
    const before = stage.selectedPid
    await stage.press('down')
    expect(stage.terminal.frames).toBeGreaterThan(frames)
    expect(stage.selectedPid).not.toBe(before)
    await stage.press('?')
    expect(stage.text).toContain('ntop 1.2.3')
    await stage.press('escape', 'q')
    expect(stage.left).toBe(true)
  })
})
