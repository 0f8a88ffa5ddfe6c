import { afterEach, describe, expect, it } from 'vitest'
import type { RawSample } from '../../src/model/sample.ts'
import { closeStage, openStage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const MIB = 1024 ** 2
const LEAKS = 1288
const LEAVES = 402

/** One is as many megabytes large as it is seconds old, one leaves after thirty seconds. */
function change(sample: RawSample, second: number): RawSample {
  const processes = sample.processes.flatMap(record => {
    if (record.pid === LEAVES && second >= 30) return []
    return [record.pid === LEAKS ? { ...record, rssBytes: (100 + Math.floor(second)) * MIB } : record]
  })
  return { ...sample, processes }
}

const STAGE: StageOptions = { change, height: 60, view: { sort: { columnId: 'pid', descending: false } } }

describe('stepping through the last ten minutes', () => {
  it('shows the sample before, and on to what happens now', async () => {
    const stage = await openStage(STAGE)
    const row = () => stage.rows[stage.rowOf(`${LEAKS} `)] ?? ''
    expect(row()).toContain(' 160M ')
    expect(stage.rows[0]).toMatch(/● live 1s 12:56:08/)
    await stage.press(',')
    expect(row()).toContain(' 159M ')
    expect(stage.rows[0]).toMatch(/‖ 1s ago 1s 12:56:07/)
    await stage.press(',', ',')
    expect(row()).toContain(' 157M ')
    // It stands still while time goes on.
    await stage.pass(10_000)
    expect(row()).toContain(' 157M ')
    expect(stage.rows[0]).toMatch(/‖ 13s ago 1s 12:56:05/)
    await stage.press('.')
    expect(row()).toContain(' 158M ')
    for (let i = 0; i < 12; i++) await stage.press('.')
    expect(row()).toContain(' 170M ')
    expect(stage.rows[0]).toContain('● live')
    await stage.press('.')
    expect(stage.footer).toContain('this is the newest sample')
    await stage.pass(1000)
    expect(row()).toContain(' 171M ')
  })

  it('finds who has ended since, who can be searched and inspected, and no further back than there is', async () => {
    const stage = await openStage(STAGE)
    expect(stage.rowOf(`${LEAVES} `)).toBe(-1)
    await stage.press('@')
    await stage.type('12:55:30')
    await stage.press('enter')
    expect(stage.rows[0]).toMatch(/‖ 38s ago 1s 12:55:30/)
    await stage.press('/')
    await stage.type(String(LEAVES))
    await stage.press('enter')
    expect(stage.selectedPid).toBe(LEAVES)
    await stage.press('@')
    await stage.type('1h')
    await stage.press('enter')
    expect(stage.rows[0]).toMatch(/‖ 1m 00s ago 1s 12:55:08/)
    expect(stage.footer).toContain('nothing is kept of what was before 12:55:08')
    await stage.press(',')
    expect(stage.footer).toContain('nothing is kept of what was before')
  })

  it.each(['k', 'y', ']', 'i'])('%s says so where none of the tagged was there', async key => {
    const stage = await openStage(STAGE)
    await stage.press('@')
    await stage.type('12:55:30')
    await stage.press('enter', ...String(LEAVES), 'enter', ' ')
    expect(stage.footer).toContain('1 tagged')
    await stage.press('Z', key)
    expect(stage.footer).toContain('none of those that are tagged is in this picture')
  })

  it.each([['Z'], ['escape']])('%s goes back to what happens now, at once', async key => {
    const stage = await openStage(STAGE)
    await stage.press(',', ',', ',', key)
    expect(stage.rows[0]).toContain('● live')
    expect(stage.rows[stage.rowOf(`${LEAKS} `)]).toContain(' 160M ')
  })

  it('goes on from where it was paused', async () => {
    const stage = await openStage(STAGE)
    await stage.press('Z')
    await stage.pass(5000)
    expect(stage.rows[0]).toMatch(/‖ paused 1s 12:56:08/)
    await stage.press('.')
    expect(stage.rows[0]).toMatch(/‖ 4s ago 1s 12:56:09/)
  })

  it.each([
    ['12:55:48', '12:55:48'],
    // Of an hour that was slept through there is nothing: what was before it is the last that was.
    ['13:40', '12:55:52'],
    // By the clock that went on.
    ['10s ago', '13:55:58'],
    ['9:00', '12:55:08'],
  ])('finds %s across an hour that was slept through', async (text, shown) => {
    const slept = (sample: RawSample, second: number): RawSample => {
      // The clock by which rates are reckoned stands still meanwhile.
      return second < 45 ? sample : { ...sample, atMs: sample.atMs + 3_600_000 }
    }
    const stage = await openStage({ ...STAGE, change: (sample, second) => slept(change(sample, second), second) })
    expect(stage.rows[0]).toContain('13:56:08')
    await stage.press('@')
    await stage.type(text)
    await stage.press('enter')
    expect(stage.rows[0]).toContain(shown)
  })

  it.each([
    ['Z', /‖ paused 1s 12:56:08/, ' 160M '],
    [',', /‖ 1s ago 1s 12:56:07/, ' 159M '],
  ])('%s is about what one sees, while facts of the next sample are waited for', async (key, header, size) => {
    const stage = await openStage(STAGE)
    let arrived = () => {}
    stage.source.filling = new Promise(resolve => {
      arrived = resolve
    })
    const { length } = stage.source.filled
    while (stage.source.filled.length === length) await stage.pass(10)
    await stage.press(key)
    expect(stage.rows[0]).toMatch(header)
    expect(stage.rows[stage.rowOf(`${LEAKS} `)]).toContain(size)
    arrived()
    await stage.settle()
    expect(stage.rows[0]).toMatch(key === ',' ? /‖ 2s ago 1s 12:56:07/ : header)
    expect(stage.rows[stage.rowOf(`${LEAKS} `)]).toContain(size)
  })

  it('says what it wants to know where a time is no time', async () => {
    const stage = await openStage(STAGE)
    await stage.press('@')
    await stage.type('25:00')
    await stage.press('enter')
    expect(stage.footer).toContain('a time of day, or how long ago')
    await stage.press('escape')
    expect(stage.rows[0]).toContain('● live')
  })

  it('has graphs that end then', async () => {
    const stage = await openStage({ ...STAGE, width: 200, height: 50 })
    const graph = () => stage.rows.slice(2, 8).join('\n')
    const before = graph()
    await stage.pass(7000)
    for (let i = 0; i < 7; i++) await stage.press(',')
    expect(graph()).toBe(before)
  })
})
