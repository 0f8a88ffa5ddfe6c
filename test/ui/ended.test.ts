/** Processes that have ended and stay in the table for a while. */
import { afterEach, describe, expect, it } from 'vitest'
import { style } from '../../src/terminal/style.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { without } from './changes.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

/** The tenth second comes with the next sample: node has ended by then. */
const open = (options: StageOptions = {}) =>
  openStage({
    width: 80,
    height: 24,
    seconds: 9,
    change: without(8305, 10),
    ...options,
    view: { keepEnded: true, ...options.view },
  })

const rowOf = (stage: Stage, pid: number) => stage.rows.find(row => new RegExp(`^ *${pid}\\D`).test(row))
/** Pids of all rows, whatever mark is behind them. */
const pids = (stage: Stage) =>
  stage.rows
    .slice(stage.rowOf(' COMMAND') + 1)
    .flatMap(row => Number(/^ *(\d+)[ ●×x*]\S/.exec(row)?.[1] ?? Number.NaN) || [])
const place = (stage: Stage) => / (\d+\/\d+)$/.exec(stage.footer)?.[1]

describe('a process that has ended', () => {
  it.each([true, false])('stays at its place for three seconds, dim and marked, unicode %s', async unicode => {
    const stage = await open({ unicode })
    const before = pids(stage)
    expect(place(stage)).toBe('1/15')
    await stage.pass(1000)
    expect(pids(stage)).toEqual(before)
    expectFrame(`ended-${unicode ? '' : 'ascii-'}80x24`, stage.rows)
    const y = stage.rows.indexOf(rowOf(stage, 8305) ?? '')
    const styles = stage.terminal.styles.slice(y * 80, y * 80 + 79)
    expect(new Set(styles.filter((_, x) => stage.rows[y]?.[x] !== ' '))).toEqual(new Set([style('dim'), style('bad')]))
    // It is counted no more.
    expect(place(stage)).toBe('1/14')
    await stage.pass(2000)
    expect(rowOf(stage, 8305)).toContain(unicode ? '8305×deploy' : '8305xdeploy')
    await stage.pass(2000)
    expect(rowOf(stage, 8305)).toBeUndefined()
    const others = before.filter(pid => pid !== 8305)
    expect(pids(stage).slice(0, others.length)).toEqual(others)
  })

  it('is gone at once where that was not asked for, and stays from E on', async () => {
    const stage = await open({ view: { keepEnded: false } })
    await stage.pass(1000)
    expect(rowOf(stage, 8305)).toBeUndefined()
    await stage.press('E')
    expect(rowOf(stage, 8305)).toContain('×')
    expect(stage.footer).toContain('who ends stays for three seconds')
    await stage.press('E')
    expect(rowOf(stage, 8305)).toBeUndefined()
  })

  it('stays for one sample where samples are seldom', async () => {
    const stage = await open({ view: { intervalMs: 10_000 } })
    await stage.pass(10_000)
    expect(rowOf(stage, 8305)).toContain('×')
    await stage.pass(10_000)
    expect(rowOf(stage, 8305)).toBeUndefined()
  })

  it('is not acted on: that is said', async () => {
    const stage = await open()
    await stage.press('down')
    expect(stage.selectedPid).toBe(8305)
    await stage.pass(1000)
    await stage.press('k')
    expect(stage.footer).toContain('k: 8305 node has just ended')
    await stage.pass(2000)
    for (const key of ['k', ' ', ']', 'enter', 'l']) {
      await stage.press(key)
      expect(stage.footer, key).toContain('8305 node ended 2s ago')
    }
    expect(stage.text).not.toContain('send a signal')
    expect(stage.view.tagged.size).toBe(0)
    // The selection then rests on the place.
    await stage.pass(2000)
    expect(stage.selectedPid).toBe(1288)
  })

  it('does not keep those from being acted on that are tagged', async () => {
    const stage = await open()
    await stage.press(' ', 'k')
    expect(stage.text).toContain('send a signal')
    await stage.press('escape')
    await stage.pass(1000)
    expect(stage.selectedPid).toBe(8305)
    await stage.press('k')
    expect(stage.text).toContain('4194303 tar of root')
  })

  it('that was tagged is so no more', async () => {
    const stage = await open()
    await stage.press('down', ' ')
    expect(rowOf(stage, 8305)).toContain('8305●')
    await stage.pass(1000)
    expect(rowOf(stage, 8305)).toContain('8305×')
    expect(stage.view.tagged.size).toBe(0)
  })

  it('is filtered like the others, and not found', async () => {
    const stage = await open({ view: { filter: 'name = node' } })
    await stage.pass(1000)
    expect([pids(stage), place(stage)]).toEqual([[8305], '0/0'])
    stage.view.filter = 'name = java'
    await stage.pass(1000)
    expect(pids(stage)).toEqual([771])
    stage.view.filter = ''
    await stage.press('/')
    await stage.type('node')
    expect(stage.footer).toContain('not found')
  })

  it('is there again when one steps back to then', async () => {
    const stage = await open()
    await stage.pass(6000)
    expect(rowOf(stage, 8305)).toBeUndefined()
    for (let steps = 0; rowOf(stage, 8305) === undefined && steps < 6; steps++) await stage.press(',')
    expect(rowOf(stage, 8305)).toContain('8305×')
    while (rowOf(stage, 8305)?.includes('×')) await stage.press(',')
    // Before its end it was like any other.
    expect(rowOf(stage, 8305)).toContain('8305 deploy')
  })

  it('stays below its parent, whose sums are those of the living', async () => {
    const stage = await openStage({
      width: 120,
      seconds: 9,
      change: without(8305, 10),
      view: { keepEnded: true, tree: true },
    })
    const res = () => /^ +1 root +\d+ +\d+ +\S+ +(\S+)/.exec(rowOf(stage, 1) ?? '')?.[1]
    await stage.press('home')
    const before = pids(stage)
    await stage.pass(1000)
    expect(pids(stage)).toEqual(before)
    expect(rowOf(stage, 8305)).toMatch(/8305×.*[├└]─ node/)
    await stage.press('-')
    const withIt = res()
    const folded = /▸(\d+)/.exec(rowOf(stage, 1) ?? '')?.[1]
    await stage.pass(5000)
    expect([res(), /▸(\d+)/.exec(rowOf(stage, 1) ?? '')?.[1]]).toEqual([withIt, folded])
  })

  it('keeps what it was: its clock stands still', async () => {
    const columns = ['pid', 'elapsed', 'command'].map(id => ({ id }))
    const stage = await open({ view: { columns } })
    await stage.pass(1000)
    const row = rowOf(stage, 8305)
    expect(row).toMatch(/8305× *\d+d \d+h node/)
    await stage.pass(2000)
    expect(rowOf(stage, 8305)).toBe(row)
  })
})
