import { afterEach, describe, expect, it } from 'vitest'
import { processId } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const MIB = 1024 ** 2
const LEAKS = 1288
const LEAVES = 402
const COMES = 9001

/** One leaks a megabyte a second, one leaves after thirty seconds, one comes after forty. */
function leaking(sample: RawSample, second: number): RawSample {
  const processes = sample.processes.flatMap(record => {
    if (record.pid === LEAVES && second >= 30) return []
    return [record.pid === LEAKS ? { ...record, rssBytes: 100 * MIB + Math.floor(second) * MIB } : record]
  })
  const model = sample.processes.find(({ pid }) => pid === LEAKS)
  if (second >= 40 && model !== undefined) {
    const facts = { ...model.facts, command: '/usr/bin/newcomer', args: ['/usr/bin/newcomer'] }
    const id = processId(COMES, 77)
    processes.push({ ...model, pid: COMES, id, name: 'newcomer', rssBytes: 7 * MIB, facts })
    processes.sort((a, b) => a.pid - b.pid)
  }
  return { ...sample, processes }
}

const STAGE: StageOptions = { change: leaking, seconds: 60 }

/** Opens the view, whose code comes with its first use. */
async function openGrowth(stage: Stage): Promise<void> {
  await stage.press('D')
  while (!stage.text.includes('What grew')) await stage.settle()
}

/** The rows of what grew that have this pid. */
function rowOf(rows: readonly string[], pid: number): string {
  return rows.find(row => new RegExp(`^ *${pid} `).test(row)) ?? ''
}

describe('what grew', () => {
  it('is known from the start on: who leaks comes first, with its pace, who came and who is gone', async () => {
    const stage = await openStage(STAGE)
    await openGrowth(stage)
    expect(stage.text).toMatch(/since 12:55:08 \(1m 00s\): .* in all · .* grew .* · 1 new \+7\.0M · 1 gone/)
    const first = stage.rows[stage.rowOf('GREW') + 1] ?? ''
    expect(first).toMatch(new RegExp(`^ *${LEAKS} `))
    expect(first).toMatch(/ 100M +160M +\+60M .* \+60M /)
    expect(rowOf(stage.rows, COMES)).toMatch(/ new +7\.0M +\+7\.0M/)
    expect(rowOf(stage.rows, LEAVES)).toMatch(/ gone +-/)
  })

  it('stands still while the picture does', async () => {
    const stage = await openStage(STAGE)
    await openGrowth(stage)
    await stage.press('Z')
    expect(stage.footer).toContain('paused')
    await stage.pass(5000)
    expect(rowOf(stage.rows, LEAKS)).toMatch(/ 160M +\+60M /)
    await stage.press('Z')
    await stage.pass(1000)
    expect(rowOf(stage.rows, LEAKS)).toMatch(/ 166M +\+66M /)
  })

  it('counts from the snapshot once one is kept, in the table too', async () => {
    const stage = await openStage(STAGE)
    await stage.press('s')
    expect(stage.footer).toMatch(/memory of \d+ processes kept/)
    await stage.pass(10_000)
    await openGrowth(stage)
    expect(stage.text).toMatch(/since 12:56:08 \(10s\)/)
    expect(rowOf(stage.rows, LEAKS)).toMatch(/ 160M +170M +\+10M/)
    expect(rowOf(stage.rows, COMES)).toBe('')
    await stage.press('escape')
    expect(rowOf(stage.rows, LEAKS)).toContain(' +10M ')
    expect(stage.text).toContain('GROW since 12:56:08')
  })

  it('may be kept anew from within, and then nobody has grown', async () => {
    const stage = await openStage({ ...STAGE, change: sample => sample, variant: { empty: false } })
    await openGrowth(stage)
    await stage.press('s')
    expect(stage.text).toContain('nobody’s memory has changed since')
  })

  it('is sorted, turned round, filtered and left like any list', async () => {
    const stage = await openStage(STAGE)
    await openGrowth(stage)
    await stage.press('/')
    await stage.type('newcom')
    await stage.press('enter')
    expect(rowOf(stage.rows, LEAKS)).toBe('')
    expect(rowOf(stage.rows, COMES)).toContain('newcomer')
    await stage.press('escape')
    expect(rowOf(stage.rows, LEAKS)).not.toBe('')
    await stage.press('I')
    expect(stage.rows[stage.rowOf('GREW') + 1]).toMatch(new RegExp(`^ *${LEAVES} `))
    await stage.press('D')
    expect(stage.text).not.toContain('What grew')
  })

  it('acts on the selected one, and not on who is gone', async () => {
    const stage = await openStage(STAGE)
    await openGrowth(stage)
    await stage.press('k')
    expect(stage.text).toMatch(new RegExp(`send a signal.*\n.*│ ${LEAKS} postgres`))
    await stage.press('escape', 'I', 'home', 'k')
    expect(stage.footer).toContain('no process is selected')
  })

  it.each([
    ['was never read', { args: undefined, command: '[systemd-network]' }, {}, 'systemd-network'],
    [
      'was asked for when it was a zombie',
      { args: [], command: '[systemd-network]' },
      { state: 'Z' },
      'systemd-network',
    ],
    ['was never read since it was another program', { args: undefined, command: '[sh]' }, {}, 'systemd-network'],
    ['is none', { args: [], command: '[systemd-network]' }, { kernelThread: true }, '[systemd-network]'],
    ['was read before it was a zombie', { args: [], command: '/sbin/net -d' }, { state: 'Z' }, '/sbin/net -d'],
  ])('names who is gone by its name where its command %s', async (_, facts, changes, said) => {
    const change = (sample: RawSample, second: number): RawSample => ({
      ...sample,
      processes: leaking(sample, second).processes.map(record =>
        record.pid === LEAVES ? { ...record, ...changes, facts: { ...record.facts, ...facts } } : record,
      ),
    })
    const stage = await openStage({ ...STAGE, change })
    await openGrowth(stage)
    expect(rowOf(stage.rows, LEAVES).trimEnd()).toMatch(new RegExp(` gone .* ${said.replace(/[[\]]/g, '\\$&')}$`))
  })

  it.each([
    ['growth-80x24', 80, 24],
    ['growth-160x45', 160, 45],
  ])('frame %s', async (name, width, height) => {
    const stage = await openStage({ ...STAGE, width, height })
    await openGrowth(stage)
    expectFrame(name, stage.rows)
  })
})
