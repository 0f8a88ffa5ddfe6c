import { afterEach, describe, expect, it } from 'vitest'
import { pidOf } from '../../src/model/process.ts'
import { initialView } from '../../src/model/view.ts'
import { foregroundRole, style } from '../../src/terminal/style.ts'
import { MemoryFiles } from '../support/memory-files.ts'
import { families } from './families.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

/** The families of web-3 as a tree, in the order of their pids, after a few seconds. */
function openTree(options: StageOptions = {}): Promise<Stage> {
  const view = { tree: true, sort: { columnId: 'pid', descending: false }, ...options.view }
  return openStage({ seconds: 3, change: families, ...options, view })
}

const WHOLE = [1, 402, 771, 8317, 8400, 4_194_303, 1203, 1288, 2207, 3001, 3002, 4410, 4502, 6000, 8305]

/** The row of the screen of a process. */
const rowOf = (stage: Stage, pid: number) => stage.rows.find(row => row.trimStart().startsWith(`${pid} `)) ?? ''

/** The colour in which a text of a process's row is drawn. */
function roleOf(stage: Stage, pid: number, text: string): number {
  const y = stage.rows.indexOf(rowOf(stage, pid))
  return foregroundRole(stage.terminal.styles[y * stage.terminal.width + (stage.rows[y]?.indexOf(text) ?? 0)] ?? 0)
}

const roleCalled = (name: 'accent' | 'dim') => foregroundRole(style(name))

describe('the tree', () => {
  it.each(['t', 'f5'])('comes and goes by %s, with the selection on its process', async key => {
    const stage = await openStage({ seconds: 3, change: families })
    await stage.press('N', ...'1288', 'enter')
    await stage.press(key)
    expect(stage.pids).toEqual(WHOLE)
    expect(stage.selectedPid).toBe(1288)
    expect(stage.text).toContain('│ └─ postgres: deploy shop')
    await stage.press(key)
    expect(stage.pids).toEqual([...WHOLE].sort((a, b) => a - b))
    expect(stage.text).not.toContain('└─ postgres')
    expect(stage.selectedPid).toBe(1288)
  })

  it('is off unless it is asked for', () => {
    expect(initialView({})).toMatchObject({ tree: false })
    expect(initialView({}).folded.size).toBe(0)
  })

  it('is sorted within siblings, by the sums of their subtrees', async () => {
    const stage = await openTree()
    await stage.press('P')
    expect(stage.pids).toEqual([
      1, 771, 8317, 4_194_303, 8400, 8305, 1203, 1288, 3001, 402, 2207, 3002, 4410, 4502, 6000,
    ])
    expect(stage.footer).toContain('tree by CPU%')
    await stage.press('I')
    expect(stage.pids.slice(0, 3)).toEqual([1, 402, 2207])
  })

  it('has kernel threads under theirs, and roots where these are hidden or parents are left out', async () => {
    const stage = await openTree({ view: { pids: new Set([8317, 8400, 6000, 17]) } })
    expect(stage.pids).toEqual([6000, 8317, 8400])
    expect(rowOf(stage, 6000)).toContain('   [cc]')
    await stage.press('K')
    expect(stage.pids).toEqual([17, 6000, 8317, 8400])
  })

  it('has those looked at closely whose parent is gone: they may have another, and be out of view', async () => {
    const stage = await openTree({
      height: 16,
      view: { sort: { columnId: 'cpu', descending: true } },
      change: (sample, second) => {
        const all = families(sample)
        return second < 5 ? all : { ...all, processes: all.processes.filter(record => record.pid !== 4410) }
      },
    })
    const closely = () => stage.source.closely.map(pidOf)
    await stage.pass(1000)
    expect(closely()).not.toContain(4502)
    await stage.pass(3000)
    expect(stage.pids).not.toContain(4502)
    expect(closely()).toContain(4502)
    expect(closely()).not.toContain(6000)
    await stage.press('t')
    await stage.pass(2000)
    expect(closely()).not.toContain(4502)
  })

  it('keeps the ancestors of what the filter lets through, dim', async () => {
    const stage = await openTree()
    await stage.press('\\', ...'top', 'enter')
    expect(stage.pids).toEqual([1, 771, 8317, 8400])
    expect(stage.footer).toContain('filter top')
    await stage.press('end')
    expect(roleOf(stage, 771, 'java')).toBe(roleCalled('dim'))
    expect(roleOf(stage, 8400, 'top')).not.toBe(roleCalled('dim'))
    await stage.press('escape')
    expect(stage.pids).toEqual(WHOLE)
    // Its row has stayed on its line.
    expect(roleOf(stage, 1, 'systemd')).not.toBe(roleCalled('dim'))
    expect(roleOf(stage, 771, 'java')).not.toBe(roleCalled('dim'))
  })
})

describe('folding', () => {
  it('hides what is below by - and shows it again by +, and says where there is nothing', async () => {
    const stage = await openTree()
    await stage.press(...'8317', 'enter', '-')
    expect(stage.pids).toEqual(WHOLE.filter(pid => pid !== 8400 && pid !== 4_194_303))
    expect(rowOf(stage, 8317)).toContain('└▸2 -bash')
    expect(stage.selectedPid).toBe(8317)
    await stage.press('-')
    expect(stage.footer).toContain('nothing to fold below 8317 bash')
    await stage.press('+')
    expect(stage.pids).toEqual(WHOLE)
    await stage.press('+')
    expect(stage.footer).toContain('nothing is folded below 8317 bash')
    await stage.press('t', '-')
    expect(stage.footer).toContain('-: there is no tree: t')
  })

  it('shows the totals of the subtree, in a colour of their own', async () => {
    const stage = await openTree({ width: 200, height: 50 })
    await stage.press(...'1203', 'enter')
    expect(rowOf(stage, 1203)).toMatch(/1\.2G +96M +65M .* 3\.0 +0\.4 +9:11\.26 +1 /)
    await stage.press('-', 'down')
    // Address space and shared memory do not add up: these are its own.
    expect(rowOf(stage, 1203)).toMatch(/1\.2G +244M +65M .* 34\.0 +1\.0 +10:14\.\d\d +2 /)
    expect(roleOf(stage, 1203, '244M')).toBe(roleCalled('accent'))
    expect(roleOf(stage, 1203, '65M')).not.toBe(roleCalled('accent'))
  })

  it('shows the totals as they are now, also of a row that itself does nothing', async () => {
    const stage = await openTree()
    await stage.press(...'8317', 'enter', '-', 'up')
    expect(rowOf(stage, 8317)).toMatch(/ 2:01\.\d\d .*▸2 -bash/)
    await stage.pass(3000)
    expect(rowOf(stage, 8317)).toMatch(/ 2:04\.\d\d .*▸2 -bash/)
  })

  it('shows totals dim as long as not everyone’s figure is known', async () => {
    const stage = await openTree({ view: { sort: { columnId: 'pss', descending: true } } })
    stage.source.find(1203, 70 * 1024 ** 2)
    await stage.press(...'1203', 'enter', '-', 'up')
    expect(rowOf(stage, 1203)).toContain(' 70M')
    expect(roleOf(stage, 1203, '70M')).toBe(roleCalled('dim'))
    stage.source.find(1288, 30 * 1024 ** 2)
    await stage.pass(3000)
    expect(rowOf(stage, 1203)).toContain(' 100M')
    expect(roleOf(stage, 1203, '100M')).toBe(roleCalled('accent'))
  })

  it('takes the selection along to the row that it is folded into', async () => {
    const stage = await openTree()
    await stage.press(...'6000', 'enter', '*')
    expect(stage.pids).toEqual([1, 402, 771, 1203, 2207, 3001, 3002, 8305])
    expect(stage.selectedPid).toBe(3002)
    await stage.press('*')
    expect(stage.pids).toEqual(WHOLE)
    expect(stage.selectedPid).toBe(3002)
  })

  it('stays while rows are sorted, filtered and sampled, and the tree is left', async () => {
    const stage = await openTree()
    await stage.press(...'3002', 'enter', '-', 'P', 't', 't')
    await stage.pass(3000)
    await stage.press('\\', ...'node', 'enter', 'escape', 'N')
    expect(stage.pids).toEqual(WHOLE.filter(pid => ![4410, 4502, 6000].includes(pid)))
    expect(rowOf(stage, 3002)).toContain('▸3 🦊')
  })

  it('ends with its process', async () => {
    const stage = await openTree({
      change: (sample, second) => {
        const all = families(sample)
        return second < 5 ? all : { ...all, processes: all.processes.filter(record => record.pid !== 8317) }
      },
    })
    await stage.press(...'8317', 'enter', '-')
    expect(stage.view.folded.size).toBe(1)
    await stage.pass(3000)
    expect(stage.view.folded.size).toBe(0)
    // Those below are somebody else's now, or nobody's.
    expect(rowOf(stage, 8400)).toContain('   top -d 2')
  })

  it('is done by a click on the mark, which selects nobody', async () => {
    const stage = await openTree()
    await stage.press(...'8305', 'enter')
    const click = async (pid: number, mark: string) => {
      const y = stage.rows.indexOf(rowOf(stage, pid))
      await stage.mouse(stage.rows[y]?.indexOf(mark) ?? -1, y)
    }
    await click(771, '▾')
    expect(rowOf(stage, 771)).toContain('├▸3 java')
    expect(stage.selectedPid).toBe(8305)
    await click(771, '3 java')
    expect(rowOf(stage, 771)).toContain('├▾ java')
    await click(771, 'java')
    expect(stage.selectedPid).toBe(771)
    expect(rowOf(stage, 771)).toContain('├▾ java')
  })

  it('is done by letters too, where there are no signs', async () => {
    const stage = await openTree({ unicode: false })
    await stage.press(...'8317', 'enter')
    const y = stage.rows.indexOf(rowOf(stage, 8317))
    await stage.mouse((stage.rows[y]?.indexOf('`- -bash') ?? 0) + 1, y)
    expect(rowOf(stage, 8317)).toContain('`+2 -bash')
  })
})

describe('the way through the tree', () => {
  it('leads up by Backspace, to where there is nobody above', async () => {
    const stage = await openTree()
    await stage.press(...'6000', 'enter', 'backspace')
    expect(stage.selectedPid).toBe(4502)
    await stage.press('backspace', 'backspace', 'backspace')
    expect(stage.selectedPid).toBe(1)
    await stage.press('backspace')
    expect(stage.selectedPid).toBe(1)
    expect(stage.footer).toContain('the parent of 1 systemd is not in the table')
    await stage.press('t', ...'8400', 'enter', 'backspace')
    expect(stage.selectedPid).toBe(8317)
  })

  it('leads to a pid that is folded away, and unfolds what hides it', async () => {
    const stage = await openTree()
    await stage.press('*', ...'6000')
    expect(stage.selectedPid).toBe(6000)
    await stage.press('enter')
    expect(stage.pids).toEqual([1, 402, 771, 1203, 2207, 3001, 3002, 4410, 4502, 6000, 8305])
  })

  it('leads to what is searched for, and folds again what did not hold it', async () => {
    const stage = await openTree()
    await stage.press('*', '/', 't')
    await stage.press(...'ar')
    expect(stage.selectedPid).toBe(4_194_303)
    expect(stage.pids).toEqual([1, 402, 771, 8317, 8400, 4_194_303, 1203, 2207, 3001, 3002, 8305])
    await stage.press('escape')
    expect(stage.pids).toEqual([1, 402, 771, 1203, 2207, 3001, 3002, 8305])
    await stage.press('/', ...'postgres', 'enter')
    expect(stage.selectedPid).toBe(1203)
    await stage.press('n')
    expect(stage.selectedPid).toBe(1288)
    await stage.press('n')
    expect(stage.selectedPid).toBe(1203)
    await stage.press('N')
    expect(stage.selectedPid).toBe(1288)
  })

  it('leaves folded what was found only as long as less was typed', async () => {
    const stage = await openTree()
    await stage.press('*', ...'3002', 'enter', '/', 'r')
    expect(stage.selectedPid).toBe(4410)
    await stage.press('o')
    expect(stage.selectedPid).toBe(1)
    expect(stage.pids).not.toContain(4410)
  })

  it('tags a family, folded or not, and looks into one of it', async () => {
    const stage = await openTree({ files: new MemoryFiles({}) })
    await stage.press(...'771', 'enter', '-', 'c')
    expect(stage.footer).toContain('4 tagged')
    await stage.press('+')
    expect(stage.rows.flatMap(row => /^ *(\d+)●/.exec(row)?.[1] ?? [])).toEqual(['771', '8317', '8400', '4194303'])
    stage.terminal.send({ kind: 'key', key: 'enter' })
    while (!stage.text.includes('ended at')) await stage.settle()
    expect(stage.text).toContain('771 java')
  })

  it('follows a process wherever it comes to stand', async () => {
    const stage = await openTree({ height: 16 })
    await stage.press(...'6000', 'enter', 'F', 'P')
    expect(stage.selectedPid).toBe(6000)
    await stage.press('M')
    expect(stage.selectedPid).toBe(6000)
  })
})
