import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { commands as usualCommands } from '../../src/commands/index.ts'
import { rebind } from '../../src/commands/rebind.ts'
import type { Trouble } from '../../src/model/troubles/trouble.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { troubleSentence } from '../../src/ui/trouble-line.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { closeStage, openStage } from './stage.ts'
import { storm } from './storm.ts'
import { trials } from './trials.ts'

afterEach(closeStage)

const MARK = / ! .*CPU/
const CALM = { calm: true }
const BY_PID = { columnId: 'pid', descending: false }

describe('the line of what is wrong', () => {
  it('comes with the trouble right above the table, and gives its row back after it', async () => {
    const stage = await openStage({
      variant: CALM,
      width: 100,
      height: 30,
      seconds: 18,
      change: storm(20, { untilSec: 30 }),
    })
    expect(stage.text).not.toMatch(MARK)
    const calm = stage.rowOf(' COMMAND')
    await stage.pass(4000)
    expect(stage.rows[calm]).toMatch(/^ ! 38% of CPU by .* under make \(8123\)/)
    expect(stage.rowOf(' COMMAND')).toBe(calm + 1)
    await stage.pass(9000)
    expect(stage.rows[calm]).toMatch(/until \ds ago/)
    await stage.pass(6000)
    expect(stage.text).not.toMatch(MARK)
    expect(stage.rowOf(' COMMAND')).toBe(calm)
  })

  it('does not push the selected row out of view when it comes', async () => {
    const stage = await openStage({
      variant: CALM,
      width: 100,
      height: 20,
      seconds: 18,
      change: storm(20),
      view: { sort: BY_PID },
    })
    await stage.press('end')
    const last = stage.pids.at(-1)
    expect(stage.selectedPid).toBe(last)
    await stage.pass(4000)
    expect(stage.text).toMatch(MARK)
    expect(stage.pids.at(-1)).toBe(last)
    expect(stage.selectedPid).toBe(last)
  })

  it('stays while a storm pauses for a moment', async () => {
    const [first, second] = [storm(10, { untilSec: 20 }), storm(13)]
    const stage = await openStage({
      variant: CALM,
      seconds: 18,
      // Both have the same time behind them at 23.
      change: (sample, at) => (at < 23 ? first(sample, at) : second(sample, at)),
    })
    for (let i = 0; i < 14; i++) {
      expect(stage.text).toMatch(MARK)
      await stage.pass(1000)
    }
    expect(stage.text).toMatch(/ ! 38% .* for 2\ds/)
  })

  it('stands still while the picture is paused, and is there when all else of the machine is hidden', async () => {
    const stage = await openStage({ variant: CALM, seconds: 30, change: storm(20, { untilSec: 32 }) })
    const row = stage.rows.find(text => MARK.test(text))
    expect(row).toMatch(/for 10s/)
    await stage.press('Z')
    await stage.pass(20_000)
    expect(stage.rows.find(text => MARK.test(text))).toBe(row)
    await stage.press('#')
    expect(stage.rows[1]).toBe(row)
    await stage.press('Z')
    await stage.pass(1000)
    expect(stage.text).not.toMatch(MARK)
  })

  it('is left out where the screen has no row to spare', async () => {
    const stage = await openStage({ variant: CALM, width: 80, height: 5, seconds: 30, change: storm(20) })
    expect(stage.text).not.toMatch(MARK)
    expect(stage.text).toMatch(/ COMMAND/)
  })

  it('shows a name as it was cleaned', async () => {
    const stage = await openStage({ variant: CALM, width: 70, seconds: 30, change: storm(20, { name: '数据␛[31m' }) })
    expect(stage.rows.find(text => MARK.test(text))).toMatch(/under 数据␛\[31m \(8123\) for 10s/)
  })
})

describe('what is wrong', () => {
  it('is told side by side, the worst first; the rest is counted', async () => {
    const stage = await openStage({ width: 200, height: 40, seconds: 60, change: storm(20) })
    const line = stage.rows.find(row => row.startsWith(' ! '))
    expect(line).toMatch(
      /^ ! \/mnt\/nas does not answer for 1m 00s · 2 processes stuck in D, .*: cp \(2207\), stuck \(4502\) for 1m 00s · 38% /,
    )
    const narrow = await openStage({ width: 84, height: 40, seconds: 60, change: storm(20) })
    expect(narrow.rows.find(row => row.startsWith(' ! '))).toMatch(
      /^ ! \/mnt\/nas does not answer for 1m 00s · 2 .* \+1 *$/,
    )
  })

  it('is listed with what was, since when, and what to do', async () => {
    const stage = await openStage({ width: 100, height: 30, seconds: 60, change: storm(20, { untilSec: 40 }) })
    await stage.press('!')
    while (!stage.text.includes('Troubles')) await stage.settle()
    expect(stage.rows.find(row => row.includes('/mnt/nas'))).toMatch(
      /^ 12:55:08 +1m 00s +yes +\/mnt\/nas does not answer/,
    )
    expect(stage.rows.find(row => row.includes('make (8123)'))).toMatch(/^ 12:55:2\d +2\ds +over +\d\d% of CPU/)
    await stage.press('/', ...'stuck', 'enter')
    expect(stage.text).toContain('the kernel function it waits in')
    await stage.press('escape', '!')
    expect(stage.text).not.toContain('Troubles')
    const line = stage.rowOf(' ! /mnt/nas')
    await stage.mouse(10, line)
    while (!stage.text.includes('Troubles')) await stage.settle()
  })

  it('stands still in its list while the picture does', async () => {
    const stage = await openStage({ width: 100, height: 30, seconds: 60, change: storm(20) })
    await stage.press('!')
    while (!stage.text.includes('Troubles')) await stage.settle()
    const row = () => stage.rows.find(line => line.includes('/mnt/nas'))
    await stage.press('Z')
    await stage.pass(5000)
    expect(row()).toMatch(/^ 12:55:08 +1m 00s +yes/)
    await stage.press('Z')
    await stage.pass(1000)
    expect(row()).toMatch(/^ 12:55:08 +1m 06s +yes/)
  })

  it('is listed with the keys as they are', async () => {
    const { commands } = rebind(usualCommands, 'htop', new Map([['inspect', ['C-g']]]))
    const stage = await openStage({ width: 100, height: 30, seconds: 60, commands })
    await stage.press('!')
    while (!stage.text.includes('Troubles')) await stage.settle()
    await stage.press('/', ...'stuck', 'enter')
    expect(stage.text).toContain('^G on one, then Threads')
  })

  it('names only commands that there are', () => {
    const folder = new URL('../../src/model/troubles/', import.meta.url)
    const sources = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'))
    const named = sources.flatMap(text => [...text.matchAll(/(?<!\$)\{([a-z-]+)\}/g)].map(([, id]) => id))
    expect(named).toContain('inspect')
    expect(named.filter(id => !usualCommands.some(command => command.id === id))).toEqual([])
  })

  it.each([
    ['trouble-list-80x24', 80, 24, []],
    ['trouble-list-160x45', 160, 45, ['down', 'down']],
    ['trouble-list-40x10', 40, 10, []],
  ] as const)('frame %s', async (name, width, height, keys) => {
    const stage = await openStage({ width, height, seconds: 60, change: trials })
    await stage.press('!')
    while (!stage.text.includes('Troubles')) await stage.settle()
    await stage.press(...keys)
    expectFrame(name, stage.rows)
  })

  it('is what was chosen to be looked for', async () => {
    const troubles = { blocked: false, 'ended-cpu': { from: 90 } } as const
    const stage = await openStage({ width: 200, height: 40, seconds: 60, change: storm(20), troubles })
    expect(stage.rows.find(row => row.startsWith(' ! '))?.trimEnd()).toBe(' ! /mnt/nas does not answer for 1m 00s')
  })

  it('is nothing on a calm machine, which is said', async () => {
    const stage = await openStage({ variant: CALM })
    await stage.press('!')
    while (!stage.text.includes('Troubles')) await stage.settle()
    expect(stage.text).toContain('nothing has been wrong since ntop began to look')
  })
})

describe('the sentence', () => {
  const trouble: Trouble = {
    id: 'test',
    severity: 'warning',
    wordings: ['all the words that there are', 'most words that matter', 'few words'],
    sinceMs: 0,
    lastedMs: 725_000,
    overForMs: undefined,
  }

  it.each([
    [60, 'all the words that there are for 12m 05s'],
    [40, 'all the words that there are for 12m 05s'],
    [39, 'most words that matter for 12m 05s'],
    [33, 'few words for 12m 05s'],
    [20, 'few words'],
    [6, 'few w…'],
  ])('has at %i cells the words that fit', (width, sentence) => {
    expect(troubleSentence(trouble, width)).toBe(sentence)
  })

  it('never takes more than there is', () => {
    for (let width = 0; width < 70; width++)
      expect(cellWidth(troubleSentence(trouble, width))).toBeLessThanOrEqual(width)
  })
})
