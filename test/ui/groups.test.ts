import { afterEach, describe, expect, it } from 'vitest'
import { pidOf } from '../../src/model/process.ts'
import { foregroundRole, style } from '../../src/terminal/style.ts'
import { cellWidth } from '../../src/terminal/width.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { contained } from './contained.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

function openGrouped(keys: readonly string[], options: StageOptions = {}): Promise<Stage> {
  return openStage({ seconds: 3, change: contained(), ...options }).then(async stage => {
    await stage.press('v', ...keys)
    await stage.pass(1000)
    return stage
  })
}

/** The table from the top: names of groups with their counts, and pids of members. */
function outline(stage: Stage): (string | number)[] {
  const rows = stage.rows.slice(stage.rowOf(' COMMAND') + 1, -1)
  return rows.flatMap((row): (string | number)[] => {
    const group = /^ *[×x]([\d,]+)[ ●*].* [▸▾] (.*?)\s*[▕▐]?$/u.exec(row)
    if (group !== null) return [`${group[2]} ×${group[1]}`]
    const pid = /^ *(\d+)[ ●*]/.exec(row)?.[1]
    return pid === undefined ? [] : [Number(pid)]
  })
}

const rowWith = (stage: Stage, text: string) => stage.rows.find(row => row.includes(text)) ?? ''

/** The row of the table that is drawn as selected. */
function selectedRow(stage: Stage): string {
  const { width, styles } = stage.terminal
  const title = stage.rowOf(' COMMAND')
  return stage.rows.find((_, y) => y > title && ((styles[y * width] ?? 0) & 0xff00) !== 0) ?? ''
}

const frames: readonly (readonly [name: string, options: StageOptions, keys: readonly string[]])[] = [
  ['group-menu-80x24', { width: 80, height: 24 }, []],
  ['group-program-80x24', { width: 80, height: 24 }, ['p', 'down']],
  ['group-user-120x36', { width: 120, height: 36 }, ['u', 'down', 'enter', 'M']],
  ['group-container-40x10', { width: 40, height: 10 }, ['c', 'down']],
  ['group-cgroup-ascii-120x36', { width: 120, height: 36, unicode: false }, ['g', '*']],
  ['group-user-200x50', { width: 200, height: 50 }, ['u', 'down', '+', 'down', ' ']],
]

it.each(frames)('frame %s', async (name, options, keys) => {
  const stage = await openGrouped(keys, options)
  expectFrame(name, stage.rows)
  expect(stage.rows.every(row => cellWidth(row) <= (options.width ?? 0))).toBe(true)
})

describe('grouping', () => {
  it('by v puts a row for each program, sorted by what they have together, and says so', async () => {
    const stage = await openGrouped(['p', 'M'])
    expect(outline(stage).slice(0, 4)).toEqual(['java ×1', 'stuck ×1', 'postgres ×2', 'node ×1'])
    expect(stage.footer).toContain('programs by RES')
    expect(stage.footer).toContain('14 groups of 15 · 1/14')
    // 96M and 148M; CPU 3 and 31.
    expect(rowWith(stage, 'postgres')).toMatch(/×2 postgres .* 244M .* 34\.0 .* ▸ postgres/)
    await stage.press('v', 'n')
    expect(stage.footer).toContain('a row for each process')
    expect(stage.pids).toHaveLength(15)
  })

  it('says at the start that RES counts twice what is shared', async () => {
    const stage = await openStage({ seconds: 3, change: contained() })
    await stage.press('v', 'u')
    expect(stage.footer).toContain('a row for each user; in RES what its processes share counts twice')
  })

  it('by the file of the program where it is known, else by what the kernel calls it', async () => {
    const stage = await openGrouped(['p', 'K', 'N'])
    // What was removed is the same program still; kernel threads go by their kind.
    expect(outline(stage)).toEqual(
      expect.arrayContaining(['tar ×1', 'systemd-networkd ×1', '[kworker] ×1', 'stuck ×1']),
    )
  })

  it('by container has those outside together, and tells of whom it is not known', async () => {
    const stage = await openGrouped(['c'], { width: 160 })
    expect(outline(stage)).toEqual([
      'no container ×10',
      'docker 0f3c5b8d9e2a ×2',
      'podman ba5eba11cafe ×2',
      'container unknown: control group not read ×1',
    ])
  })

  it('by control group goes by the path', async () => {
    const stage = await openGrouped(['g'], { width: 160 })
    expect(outline(stage)).toContain('/system.slice/systemd-networkd.service ×1')
    expect(outline(stage)).toContain('control group unknown: not read ×1')
  })

  it('has found out of everyone what it goes by, and what the columns add up', async () => {
    const stage = await openGrouped(['c'])
    expect(stage.source.filled).toContainEqual({ count: 18, facets: ['cgroup'] })
    expect(stage.source.needed.at(-1)?.sort()).toEqual(['cgroup', 'owner', 'statm'])
    await stage.press('v', 'n')
    await stage.pass(1000)
    expect(stage.source.needed.at(-1)).toEqual([])
  })

  it('shows what all have in common, and nothing where they differ', async () => {
    const stage = await openGrouped(['p'], {
      view: { columns: ['pid', 'user', 'nice', 'state', 'command'].map(id => ({ id })) },
    })
    expect(rowWith(stage, '▸ postgres')).toMatch(/×2 postgres +0 +▸ postgres/)
  })

  it('has the count with the name where there is no column of pids', async () => {
    const stage = await openGrouped(['p'], { view: { columns: ['rss', 'command'].map(id => ({ id })) } })
    expect(stage.text).toContain('244M ▸ postgres ×2')
  })

  it('orders by count in the column of pids, and by name in that of commands', async () => {
    const stage = await openGrouped(['u', 'N', 'I'])
    expect(
      outline(stage)
        .map(String)
        .map(text => text.replace(/.*×/, '')),
    ).toEqual(['9', '2', '2', '1', '1'])
    await stage.press('f6', ...'command', 'enter')
    const names = outline(stage)
    expect(names[0]).toBe('deploy ×9')
    expect(names).toHaveLength(5)
  })

  it('and the tree exclude each other', async () => {
    const stage = await openGrouped(['u'])
    await stage.press('t')
    expect(stage.view).toMatchObject({ tree: true, group: 'none' })
    expect(stage.footer).toContain('children under their parents')
    await stage.press('v', 'u')
    expect(stage.view).toMatchObject({ tree: false, group: 'user' })
  })

  it('is on from the start where it was asked for', async () => {
    const stage = await openStage({ seconds: 3, change: contained(), view: { group: 'user' } })
    expect(outline(stage)).toContain('deploy ×9')
  })

  it('groups whom the filter has left', async () => {
    const stage = await openGrouped(['u', '\\', ...'user = deploy and rss > 100M', 'enter'])
    expect(outline(stage)).toEqual(['deploy ×3'])
    await stage.press('down')
    expect(stage.footer).toContain('1 group of 3 · 1/1')
  })

  it('is of the past in the past', async () => {
    const stage = await openGrouped(['p'])
    await stage.press(',', ',')
    expect(stage.text).toContain('s ago')
    expect(outline(stage)).toContain('postgres ×2')
    const asked = stage.source.filled.length
    await stage.press('v', 'u')
    expect(stage.source.filled).toHaveLength(asked)
    expect(outline(stage)).toContain('postgres ×2')
    expect(outline(stage)).toContain('deploy ×9')
  })
})

describe('folding groups', () => {
  it('by Enter and + shows members beneath, by Enter and - hides them, as the footer tells', async () => {
    const stage = await openGrouped(['u', 'M', 'down', 'home'])
    expect(outline(stage)[0]).toBe('deploy ×9')
    expect(stage.footer).toContain('⏎ Unfold')
    await stage.press('enter')
    expect(stage.footer).toContain('⏎ Fold')
    expect(outline(stage).slice(0, 4)).toEqual(['deploy ×9', 771, 4502, 8305])
    expect(stage.footer).toContain('5 groups of 15 · 1/14')
    expect(rowWith(stage, '  771 ')).toContain('├─ java')
    await stage.press('down')
    expect(stage.footer).toContain('⏎ Inspect')
    await stage.press('-')
    expect(outline(stage)).toHaveLength(5)
    expect(selectedRow(stage)).toContain('▸ deploy')
    await stage.press('-')
    expect(stage.footer).toContain('deploy is folded already')
    await stage.press('+')
    await stage.press('+')
    expect(stage.footer).toContain('deploy is unfolded already')
  })

  it('by * is of all, and each is remembered', async () => {
    const stage = await openGrouped(['u', '*'], { height: 50 })
    expect(outline(stage)).toHaveLength(20)
    await stage.press('v', 'p')
    expect(outline(stage)).toHaveLength(14)
    await stage.press('v', 'u')
    expect(outline(stage)).toHaveLength(20)
    await stage.press('*')
    expect(outline(stage)).toHaveLength(5)
  })

  it('goes from a member to its group by Backspace', async () => {
    const stage = await openGrouped(['u', 'M', '*', 'down', 'down', 'down'])
    expect(stage.selectedPid).toBe(8305)
    await stage.press('backspace')
    expect(selectedRow(stage)).toContain('▾ deploy')
    await stage.press('backspace')
    expect(stage.footer).toContain('a group is selected, not a process')
  })

  it('is done by a click on the mark, and by two on the row; one selects', async () => {
    const stage = await openGrouped(['u', 'M'])
    const y = stage.rowOf('▸ deploy')
    const x = stage.rows[y]?.indexOf('▸') ?? 0
    await stage.mouse(x, y)
    expect(outline(stage)).toHaveLength(14)
    await stage.mouse(x, y)
    expect(outline(stage)).toHaveLength(5)
    await stage.mouse(x + 3, stage.rowOf('▸ postgres'))
    expect(selectedRow(stage)).toContain('▸ postgres')
    await stage.mouse(x + 3, stage.rowOf('▸ postgres'))
    expect(stage.text).toContain('▾ postgres')
  })

  it('has the selection stay on its group through samples, and on a process that is folded with its group', async () => {
    const stage = await openGrouped(['u', 'end'])
    const name = /▸ (\S+)/.exec(selectedRow(stage))?.[1] ?? ''
    await stage.press('I')
    await stage.pass(2000)
    expect(selectedRow(stage)).toContain(`▸ ${name}`)
    expect(outline(stage)[0]).toContain(name)
    await stage.press('v', 'n', ...'1288', 'enter', 'v', 'u')
    expect(selectedRow(stage)).toContain('▸ postgres')
  })
})

describe('finding', () => {
  it('finds groups by name, and members of others, whose group is unfolded', async () => {
    const stage = await openGrouped(['u', '/', ...'postgres'])
    expect(selectedRow(stage)).toContain('▸ postgres')
    expect(stage.footer).toContain('1 found')
    await stage.press('C-u', ...'java')
    expect(stage.selectedPid).toBe(771)
    expect(outline(stage)).toHaveLength(14)
    await stage.press('escape')
    expect(outline(stage)).toHaveLength(5)
  })

  it('goes through the members of a group that is unfolded', async () => {
    const stage = await openGrouped(['p', '/', ...'postgres', 'enter', '+', 'n'])
    expect(stage.selectedPid).toBe(1288)
    await stage.press('n')
    expect(stage.selectedPid).toBe(1203)
    await stage.press('n')
    expect(selectedRow(stage)).toContain('▾ postgres')
  })

  it('leads to a pid that is folded away', async () => {
    const stage = await openGrouped(['p', ...'1203'])
    expect(stage.selectedPid).toBe(1203)
    expect(rowWith(stage, ' 1203 ')).toContain('└─ postgres: writer')
  })
})

describe('acting on a group', () => {
  it('is acting on all of its members, who are named and counted before', async () => {
    const stage = await openGrouped(['p', '/', ...'postgres', 'enter', 'k'])
    expect(stage.text).toContain('send a signal to 2 processes')
    expect(stage.text).toContain('1203 postgres, 1288 postgres')
    await stage.press('escape', 'f7')
    expect(stage.text).toContain('raise the nice value of 2 processes by 1?')
    await stage.press('escape', 'y')
    while (!stage.text.includes('copy of')) await stage.settle()
    expect(stage.text).toContain('copy of 2 processes')
  })

  it('asks whose nice value is to be changed, also where nobody has chosen the group yet', async () => {
    const stage = await openGrouped(['u', 'M'])
    await stage.press('f7')
    expect(stage.text).toContain('raise the nice value of 9 processes by 1?')
    expect(selectedRow(stage)).toContain('deploy')
  })

  it('of one process is acting on that', async () => {
    const stage = await openGrouped(['p', '/', ...'java', 'enter', 'k'])
    expect(stage.text).toContain('771 java of deploy')
  })

  it('Space tags all of them, and untags all', async () => {
    const stage = await openGrouped(['p', '/', ...'postgres', 'enter', ' '])
    expect([...stage.view.tagged].map(pidOf).sort()).toEqual([1203, 1288])
    expect(rowWith(stage, '▸ postgres')).toContain('×2●')
    expect(stage.footer).toContain('2 tagged')
    await stage.press('/', ...'postgres', 'enter', '+', 'down', ' ')
    expect([...stage.view.tagged].map(pidOf)).toEqual([1203])
    expect(rowWith(stage, '▾ postgres')).not.toContain('●')
    await stage.press('backspace', ' ')
    expect(stage.view.tagged.size).toBe(2)
    await stage.press('backspace', ' ')
    expect(stage.view.tagged.size).toBe(0)
  })

  it('is offered in its context menu and in the palette', async () => {
    const stage = await openGrouped(['p'])
    const y = stage.rowOf('▸ postgres')
    await stage.mouse(30, y, 'down', 'right')
    expect(stage.text).toContain('postgres: 2 processes')
    expect(stage.text).toContain('Unfold')
    await stage.press('k')
    expect(stage.text).toContain('send a signal to 2 processes')
    await stage.press('escape', ':', ...'unfold')
    expect(stage.text).toContain('commands for postgres: 2 processes')
    await stage.press('enter')
    expect(stage.text).toContain('▾ postgres')
  })

  it('of which it is not known everywhere is told dim', async () => {
    const stage = await openGrouped(['p'], { view: { sort: { columnId: 'pss', descending: true } } })
    stage.source.find(1203, 70 * 1024 ** 2)
    await stage.pass(3000)
    await stage.press('end')
    const roleOf = (text: string) => {
      const y = stage.rowOf('▸ postgres')
      return foregroundRole(stage.terminal.styles[y * stage.terminal.width + (stage.rows[y]?.indexOf(text) ?? 0)] ?? 0)
    }
    expect(roleOf('70M')).toBe(foregroundRole(style('dim')))
    stage.source.find(1288, 30 * 1024 ** 2)
    await stage.pass(3000)
    expect(roleOf('100M')).toBe(foregroundRole(style('text')))
  })
})
