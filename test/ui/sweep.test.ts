/** The columns of true memory, which the sweep fills little by little, on the screen. */
import { afterEach, describe, expect, it } from 'vitest'
import { GIANT_BYTES } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { style } from '../../src/terminal/style.ts'
import { ownFacts } from './own-facts.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const MIB = 1024 ** 2

/** The machine's processes that have memory. */
const PIDS = [1, 402, 771, 1203, 1288, 2207, 3001, 3002, 4410, 4502, 8305, 8317, 8400, 4_194_303]

const openSorted = (columnId = 'uss', options: StageOptions = {}): Promise<Stage> =>
  openStage({ seconds: 3, change: ownFacts(), ...options, view: { sort: { columnId, descending: true } } })

/** The styles of a row's figure, which is found by its text. */
function stylesOf(stage: Stage, pid: number, text: string): number[] {
  const y = stage.rows.findIndex(row => row.trimStart().startsWith(`${pid} `))
  const x = stage.rows[y]?.indexOf(text) ?? -1
  const { width, styles } = stage.terminal
  return [...text].map((_, i) => styles[y * width + x + i] ?? -1)
}

describe('the sweep', () => {
  it('is on as long as one of its columns is shown, and looks at the rows in view first', async () => {
    const stage = await openStage({ seconds: 3, change: ownFacts() })
    expect(stage.source.sweeping).toBeUndefined()
    await stage.press('f6', ...'uss', 'enter')
    const { sweeping } = stage.source
    expect(new Set(sweeping?.view.map(id => Number.parseInt(id, 10)))).toEqual(new Set(stage.pids))
    expect(sweeping?.asked).toBe(sweeping?.view[0])
    expect(Number.parseInt(sweeping?.asked ?? '', 10)).toBe(stage.selectedPid)
    expect(stage.source.filled.flatMap(({ facets }) => facets)).not.toContain('rollup')
    await stage.press('P')
    expect(stage.source.sweeping).toBeUndefined()
  })

  it('follows the selection and the view', async () => {
    const stage = await openSorted('pss', { height: 12 })
    await stage.press('end')
    const { sweeping } = stage.source
    expect(Number.parseInt(sweeping?.asked ?? '', 10)).toBe(stage.selectedPid)
    expect(sweeping?.view).toHaveLength(stage.pids.length + 1)
  })

  it('rests while something covers the table, and ends with the screen', async () => {
    const stage = await openSorted()
    expect(stage.source.sweeping).toBeDefined()
    await stage.press('?')
    expect(stage.source.sweeping).toBeUndefined()
    await stage.press('escape')
    expect(stage.source.sweeping).toBeDefined()
    await stage.press('q')
    await stage.ended
    expect(stage.source.sweeping).toBeUndefined()
  })

  it('looks at nothing once more while the picture stands still', async () => {
    const stage = await openSorted()
    expect(stage.source.sweeping?.again).toBe(true)
    await stage.press('Z')
    expect(stage.source.sweeping?.again).toBe(false)
  })
})

describe('what it finds out', () => {
  it('is drawn soon, in a few frames, and rows change places with the next sample', async () => {
    const stage = await openSorted()
    const before = stage.pids
    await stage.pass(100)
    const { frames } = stage.terminal
    for (const pid of PIDS) {
      stage.source.find(pid, pid * MIB)
      await stage.pass(10)
    }
    await stage.pass(250)
    expect(stage.terminal.frames - frames).toBeGreaterThan(0)
    expect(stage.terminal.frames - frames).toBeLessThanOrEqual(3)
    expect(stage.text).toMatch(/^ +1 root .* 1\.0M /m)
    expect(stage.pids).toEqual(before)
    await stage.pass(1000)
    expect(stage.pids.slice(0, PIDS.length)).toEqual(PIDS.toReversed())
  })

  it('is in order soon also where samples are seldom', async () => {
    const stage = await openSorted('uss', { seconds: 61 })
    stage.view.intervalMs = 60_000
    await stage.pass(1500)
    const scans = stage.source.needed.length
    for (const pid of PIDS) stage.source.find(pid, pid * MIB)
    await stage.pass(1500)
    expect(stage.pids.slice(0, PIDS.length)).toEqual(PIDS.toReversed())
    expect(stage.source.needed).toHaveLength(scans)
  })

  it('comes first: unknown is last', async () => {
    const stage = await openSorted()
    stage.source.find(8317, MIB)
    stage.source.find(402, 2 * MIB)
    stage.source.find(1, undefined)
    await stage.pass(1000)
    expect(stage.pids.slice(0, 3)).toEqual([402, 8317, 1])
  })

  it('is dim once it is old, and the age of the selected one is told', async () => {
    const stage = await openSorted()
    for (const pid of PIDS) stage.source.find(pid, (2 + (pid % 7)) * MIB)
    await stage.pass(1000)
    const [selected = 0, other = 0] = stage.pids
    const figure = `${2 + (other % 7)}.0M`
    expect(stylesOf(stage, other, figure)).toEqual([...figure].map(() => style('text')))
    expect(stage.footer).not.toContain('ago')
    await stage.pass(42_000)
    stage.source.age(other)
    stage.source.age(selected)
    await stage.pass(1000)
    expect(stylesOf(stage, other, figure)).toEqual([...figure].map(() => style('dim')))
    expect(stage.footer).toMatch(/USS read 4[34]s ago/)
    stage.source.find(selected, 99 * MIB)
    await stage.pass(1000)
    expect(stage.footer).not.toContain('ago')
  })
})

describe('the footer', () => {
  const giant = (sample: RawSample): RawSample => ({
    ...sample,
    processes: sample.processes.map(record => (record.pid === 771 ? { ...record, rssBytes: GIANT_BYTES } : record)),
  })

  it.each([
    [80, 24],
    [200, 50],
  ])('says how far it has come, until all is known, at %i×%i', async (width, height) => {
    const stage = await openSorted('pss', { width, height })
    expect(stage.footer).toContain(`true memory of 0/${PIDS.length}`)
    for (const pid of PIDS.slice(0, 5)) stage.source.find(pid, MIB)
    await stage.pass(300)
    expect(stage.footer).toContain(`true memory of 5/${PIDS.length}`)
    for (const pid of PIDS) stage.source.find(pid, pid === 1 ? undefined : MIB)
    await stage.pass(300)
    expect(stage.footer).not.toContain('true memory')
    await stage.press('P')
    expect(stage.footer).toContain('by CPU%')
  })

  it('says that giants wait to be selected', async () => {
    const own = ownFacts()
    const stage = await openSorted('uss', { change: sample => own(giant(sample)) })
    for (const pid of PIDS) if (pid !== 771) stage.source.find(pid, MIB)
    await stage.pass(1000)
    expect(stage.footer).not.toContain('true memory')
    expect(stage.footer).toContain('1 giant read when selected')
    expect(stage.pids.at(-1)).not.toBe(1)
    stage.source.find(771, 3 * GIANT_BYTES)
    await stage.pass(1000)
    expect(stage.footer).not.toContain('giant')
    expect(stage.pids[0]).toBe(771)
  })
})
