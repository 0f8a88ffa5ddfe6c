import { afterEach, describe, expect, it } from 'vitest'
import { RLIMITS } from '../../src/procfs/pid-limits.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { type Content, MemoryFiles, statLine } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const LIMITS = RLIMITS.map(
  ({ title, unit }) => `${title.padEnd(26)}${'1024'.padEnd(21)}${'4096'.padEnd(21)}${unit.padEnd(10)}\n`,
).join('')

/** Files of these processes, as far as they are looked at before something is set. */
function filesOf(...processes: readonly (readonly [pid: number, cpus: string])[]): MemoryFiles {
  const content: Record<string, Content> = {}
  for (const [pid, cpus] of processes) {
    content[`${pid}/status`] = { text: `Name:\tx\nState:\tS (sleeping)\nCpus_allowed_list:\t${cpus}\n` }
    content[`${pid}/stat`] = { text: statLine({ pid, startTicks: pid * 100 }) }
    content[`${pid}/oom_score_adj`] = { text: '0\n' }
    content[`${pid}/limits`] = {
      text: `Limit                     Soft Limit           Hard Limit           Units     \n${LIMITS}`,
    }
  }
  return new MemoryFiles(content)
}

const TWO = filesOf([4_194_303, '0-3'], [8305, '0,2'])

/** Opens a dialog by its key, which loads what it needs first. */
async function openDialog(
  key: string,
  words: string,
  options: StageOptions,
  ...keys: readonly string[]
): Promise<Stage> {
  const stage = await openStage({ width: 80, height: 24, files: TWO, ...options })
  await stage.press(...keys)
  stage.terminal.send({ kind: 'key', key })
  while (!stage.text.includes(words)) await stage.settle()
  return stage
}

describe('the dialogs', () => {
  it('affinity, of one', async () => {
    const stage = await openDialog('a', 'CPU affinity of', {}, 'down')
    expectFrame('affinity-80x24', stage.rows)
    await stage.press('C-u', '4')
    expect(stage.text).toContain('there is no CPU 4; this machine has 0-3')
    await stage.press('enter')
    expect(stage.text).toContain('there is no CPU 4')
    await stage.press('escape')
    expect(stage.text).not.toContain('CPU affinity')
  })

  it('affinity, of several that do not have the same', async () => {
    const stage = await openDialog('a', 'CPU affinity of', {}, ' ', ' ')
    await stage.press('1', '-', '3')
    expectFrame('affinity-tagged-80x24', stage.rows)
  })

  it('scheduler policy, with its warning', async () => {
    const stage = await openDialog('Y', 'scheduler policy of', {}, 'down')
    await stage.press('C-u', ...'fifo 50')
    expectFrame('scheduling-80x24', stage.rows)
    await stage.press('enter')
    expect(stage.text).toContain('Enter once more')
    // Another value is another question.
    await stage.press('backspace', '1', 'enter')
    expect(stage.text).toContain('Enter once more')
  })

  it('OOM score adjust', async () => {
    const stage = await openDialog('o', 'OOM score adjust of', {}, 'down')
    await stage.press('C-u', ...'-250')
    expectFrame('oom-adjust-80x24', stage.rows)
  })

  it('a limit of one: which, and to what', async () => {
    const stage = await openDialog('R', 'set a limit of', {}, 'down')
    expectFrame('limit-menu-80x24', stage.rows)
    await stage.press(...'nofile', 'enter')
    while (!stage.text.includes('nofile of 8305 node')) await stage.settle()
    await stage.press('C-u', ...'4k:9k')
    expectFrame('limit-80x24', stage.rows)
  })

  it('a limit of several', async () => {
    const stage = await openDialog('R', 'set a limit of', {}, ' ', ' ')
    await stage.press(...'nofile', 'enter')
    while (!stage.text.includes('nofile of 2 processes')) await stage.settle()
    await stage.press('C-u', ...'5000')
    expect(stage.text).toContain('soft 5,000 is above its hard limit 4,096')
    await stage.press('C-u', ...'2000')
    expect(stage.text).toContain('soft 1,024 → 2,000 of hard 4,096')
  })

  it('are about those they were opened on, and take what was typed before they were there', async () => {
    const stage = await openStage({ width: 80, height: 24, files: TWO })
    await stage.press('down')
    for (const key of ['a', 'C-u', '3']) stage.terminal.send({ kind: 'key', key })
    while (!stage.text.includes('CPU affinity of 8305 node')) await stage.settle()
    expect(stage.text).toContain('0,2 → 3')
  })

  it.each([
    [40, 10],
    [20, 5],
    [3, 2],
    [200, 50],
  ])('fit into %d×%d', async (width, height) => {
    const stage = await openStage({ width, height, files: TWO, seconds: 3 })
    await stage.press(' ', ' ')
    for (const key of ['a', 'o', 'R', 'Y']) {
      const { frames } = stage.terminal
      stage.terminal.send({ kind: 'key', key })
      while (!stage.terminal.panels.some(({ id }) => id === 'ask' || id === 'limits')) await stage.settle()
      expect(stage.terminal.frames).toBeGreaterThan(frames)
      for (const row of stage.rows) expect(cellWidth(row)).toBeLessThanOrEqual(width)
      await stage.press('escape')
    }
  })

  it('close by a click beside them', async () => {
    const stage = await openDialog('a', 'CPU affinity of', {}, 'down')
    await stage.mouse(40, 12)
    expect(stage.text).toContain('CPU affinity of')
    await stage.mouse(1, 1)
    expect(stage.text).not.toContain('CPU affinity of')
  })

  it('are not there where nothing can be looked at, or nothing may be done', async () => {
    const blind = await openStage({ seconds: 3 })
    await blind.press('a')
    expect(blind.footer).toContain('only the Linux source sets the CPUs of a process')
    closeStage()
    const barred = await openStage({ seconds: 3, files: TWO, barred: 'not under --readonly' })
    for (const key of ['i', 'Y', 'a', 'o', 'R']) {
      await barred.press(key)
      expect(barred.footer).toContain(`${key}: not under --readonly`)
    }
  })
})
