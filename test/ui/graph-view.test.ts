import { afterEach, describe, expect, it } from 'vitest'
import { expectFrame } from '../support/expect-frame.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

/** Opens the view, whose code comes with its first use. */
async function openGraph(options: StageOptions = {}): Promise<Stage> {
  const stage = await openStage({ variant: { calm: true }, seconds: 100, ...options })
  await stage.press('z')
  while (stage.text.includes(' COMMAND')) await stage.settle()
  return stage
}

describe('a figure on the whole screen', () => {
  it('has its scale, its range and its time', async () => {
    const stage = await openGraph({ width: 80, height: 24 })
    expect(stage.rows[0]).toMatch(/^ CPU \d+\.\d% .*\d% to \d+\.\d% in 2m 00s/)
    expect(stage.rows[2]).toMatch(/^ +\d+\.0%┤/)
    expect(stage.rows[21]).toMatch(/^ +0┤/)
    expect(stage.rows[22]).toMatch(/^ {8}12:54:48 .* 12:56:48 *$/)
    await stage.pass(3000)
    expect(stage.rows[22]).toMatch(/ 12:56:51 *$/)
  })

  it('is one of many, of the machine and of the selected process', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 100, variant: { calm: true } })
    await stage.press('down', 'z')
    while (stage.text.includes(' COMMAND')) await stage.settle()
    await stage.press('up', 'up', 'up', 'up')
    expect(stage.rows[0]).toMatch(/^ 8305 node RES +2\d\dM/)
    await stage.press('tab', 'tab', 'tab', 'tab')
    expect(stage.rows[0]).toMatch(/^ CPU /)
  })

  it('is zoomed and scrolled, no further back than what is kept', async () => {
    const stage = await openGraph({ width: 80, height: 24 })
    await stage.press('+')
    expect(stage.rows[0]).toContain(' in 1m 00s')
    expect(stage.rows[22]).toMatch(/^ {8}12:55:48 .* 12:56:48 *$/)
    await stage.press('left')
    expect(stage.rows[22]).toMatch(/ 12:56:33 *$/)
    await stage.press('home')
    expect(stage.rows[22]).toMatch(/^ {8}12:55:08 .* 12:56:08 *$/)
    await stage.press('right', 'end')
    expect(stage.rows[22]).toMatch(/ 12:56:48 *$/)
    await stage.press('-', '-', '-', '-')
    expect(stage.rows[0]).toContain(' in 10m 00s')
    await stage.press('z')
    expect(stage.text).toContain(' COMMAND')
  })

  it('stays where one has scrolled to while time goes on, as long as that is kept', async () => {
    const stage = await openGraph({ width: 80, height: 24 })
    await stage.press('+', 'left')
    expect(stage.rows[22]).toMatch(/^ {8}12:55:33 .* 12:56:33 *$/)
    const graph = stage.rows.slice(2, 22)
    await stage.pass(7000)
    expect(stage.rows[22]).toMatch(/^ {8}12:55:33 .* 12:56:33 *$/)
    expect(stage.rows.slice(2, 22)).toEqual(graph)
    await stage.press('right', 'right')
    expect(stage.rows[22]).toMatch(/ 12:56:55 *$/)
    await stage.pass(2000)
    expect(stage.rows[22]).toMatch(/ 12:56:57 *$/)
    await stage.press('home')
    expect(stage.rows[22]).toMatch(/^ {8}12:55:08 /)
    // Of what is longest ago not every sample is kept.
    await stage.pass(600_000)
    expect(stage.rows[22]).toMatch(/^ {8}12:5(6:5[7-9]|7:0\d) /)
  })

  it('has the figures of where it ends, not of now', async () => {
    const stage = await openGraph({
      width: 120,
      height: 36,
      change: (sample, second) =>
        sample.load === undefined ? sample : { ...sample, load: { ...sample.load, one: second < 90 ? 3.5 : 20 } },
    })
    for (let i = 0; i < 5; i++) await stage.press('down')
    expect(stage.rows[0]).toMatch(/ load 20\.0 /)
    await stage.press('+', 'left')
    expect(stage.rows[0]).toMatch(/ load 3\.5 /)
    expect(stage.rows.find(row => row.startsWith(' load '))).toMatch(/^ load +3\.5 /)
  })

  it('has the times that the clock showed, across an hour that was slept through', async () => {
    const stage = await openGraph({
      width: 80,
      height: 24,
      change: (sample, second) => (second < 90 ? sample : { ...sample, atMs: sample.atMs + 3_600_000 }),
    })
    expect(stage.rows[22]).toMatch(/^ {8}12:54:48 .* 13:56:48 *$/)
    await stage.press('+', 'left')
    expect(stage.rows[22]).toMatch(/^ {8}12:55:33 .* 12:56:33 *$/)
  })

  it('can be clicked in the list beside it', async () => {
    const stage = await openGraph({ width: 120, height: 36 })
    const y = stage.rowOf('eth0 in')
    await stage.mouse(4, y)
    expect(stage.rows[0]).toContain('eth0 in 1.2M/s')
  })

  it.each([
    ['graph-80x24', { width: 80, height: 24 }],
    ['graph-160x45', { width: 160, height: 45 }],
    ['graph-ascii-120x36', { width: 120, height: 36, unicode: false }],
    ['graph-40x10', { width: 40, height: 10 }],
  ] as const)('frame %s', async (name, options) => {
    const stage = await openGraph(options)
    expectFrame(name, stage.rows)
  })
})
