/** The first of thousands of processes are shown while the others are still read. */
import { afterEach, describe, expect, it } from 'vitest'
import type { RawSample } from '../../src/model/sample.ts'
import { closeStage, openStage, type StageOptions } from './stage.ts'
import { web3 } from './web-3.ts'

afterEach(closeStage)

const whole = web3(0)
const few = whole.processes.slice(0, 40)
const beginning: RawSample = { ...whole, processes: few, listed: 5068 }

/** A stage amid its first scan. */
async function amid(view: StageOptions['view'] = {}) {
  let goOn = (): void => {}
  const rest = new Promise<void>(resolve => {
    goOn = resolve
  })
  const stage = await openStage({ beginning: { sample: beginning, rest }, seconds: 0, view })
  return { stage, goOn }
}

describe('the beginning of a first scan', () => {
  it('is shown with the number of all, and says that they are being read', async () => {
    const { stage, goOn } = await amid()
    const shown = few.filter(({ kernelThread }) => !kernelThread).map(({ pid }) => pid)
    expect(stage.pids).toEqual(shown.slice(0, stage.pids.length))
    expect(stage.pids.length).toBeGreaterThan(5)
    expect(stage.rows[0]).toContain('5,068 procs')
    // How many of those are running or waiting nobody knows yet.
    expect(stage.rows[0]).not.toMatch(/\d+R \d+D \d+Z/)
    expect(stage.footer).toContain('reading 5,068 processes')
    const before = stage.pids
    goOn()
    await stage.settle()
    expect(stage.pids.slice(0, before.length)).toEqual(before)
    expect(stage.rows[0]).toMatch(/ procs \d+R \d+D \d+Z/)
    expect(stage.footer).not.toContain('reading')
  })

  it('answers keys', async () => {
    const { stage, goOn } = await amid()
    await stage.press('down', 'down')
    expect(stage.selectedPid).toBe(stage.pids[2])
    const { selectedPid } = stage
    goOn()
    await stage.settle()
    expect(stage.selectedPid).toBe(selectedPid)
    await stage.press('q')
    expect(stage.left).toBe(true)
  })

  it.each<[string, StageOptions['view']]>([
    ['sorted by what is known of the first ones alone', { sort: { columnId: 'rss', descending: true } }],
    ['with the newest first', { sort: { columnId: 'pid', descending: true } }],
    ['filtered', { filter: 'node' }],
    ['of a user', { user: 'root' }],
    ['of certain processes', { pids: new Set([1]) }],
  ])('is not shown %s: other rows would come first', async (_, view) => {
    const { stage, goOn } = await amid(view)
    expect(stage.text.trim()).toBe('')
    goOn()
    await stage.settle()
    expect(stage.text).toContain('COMMAND')
  })

  it('is shown by ascending pid', async () => {
    const { stage } = await amid({ sort: { columnId: 'pid', descending: false } })
    expect(stage.footer).toContain('reading 5,068 processes')
  })
})
