import { afterEach, describe, expect, it, vi } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { withOwnLayouts } from '../../src/model/layouts.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { style } from '../../src/terminal/style.ts'
import { laptop } from './hardware.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

const open = (options: StageOptions = {}): Promise<Stage> =>
  openStage({ width: 200, height: 50, variant: { calm: true }, ...options })

/** The titles of the boxes, from the left. */
function boxes({ rows }: Stage): string[] {
  return rows.flatMap(row => [...row.matchAll(/╭─ [⁰¹²³⁴⁵⁶⁷⁸⁹]?([a-z]+) /g)].map(([, title = '']) => title))
}

/** Where a box's title stands. */
function placeOf(stage: Stage, title: string): [x: number, y: number] {
  const y = stage.rows.findIndex(row => row.includes(`${title} `) && row.includes('╭─'))
  return [(stage.rows[y] ?? '').indexOf(`${title} `), y]
}

describe('a panel', () => {
  it('goes and comes by Alt with the digit before its title, and the others take its room', async () => {
    const stage = await open()
    expect(boxes(stage)).toEqual(['cpu', 'memory', 'disks', 'network', 'pressure'])
    expect(stage.rows[1]).toMatch(/╭─ ¹cpu · Xeon.*╭─ ²memory .*╭─ ³disks /)
    const before = stage.rows
    await stage.press('M-3')
    expect(boxes(stage)).toEqual(['cpu', 'memory', 'network', 'pressure'])
    expect(stage.footer).toContain('the panel disks is hidden: Alt-3 shows it again')
    await stage.press('M-4', 'M-2', 'M-5')
    expect(boxes(stage)).toEqual(['cpu'])
    expect(stage.rows[1]).toMatch(/^╭─ ¹cpu .*╮$/)
    await stage.press('M-1')
    expect(stage.rows[1]).toMatch(/^ +PID USER/)
    await stage.press('M-1', 'M-2', 'M-3', 'M-4', 'M-5', '#', '#')
    expect(stage.rows.slice(0, -1)).toEqual(before.slice(0, -1))
  })

  it('does so without a box too', async () => {
    const stage = await open({ width: 80, height: 24 })
    await stage.press('M-2')
    expect(stage.text).not.toContain(' of 24G')
    // Nothing is beside it, so that it has the whole width.
    expect(stage.rows[1]).toMatch(/^ cpu .{60,}io1/)
    expect(stage.text).toContain('stalled 10s cpu 0.1 mem 0.0 io 4.2')
    await stage.press('M-5', 'M-2')
    expect(stage.text).toContain(' mem ')
    expect(stage.text).not.toMatch(/stalled 10s|psi/)
  })

  it('brings the machine back where all of it was hidden', async () => {
    const stage = await open({ view: { header: false } })
    expect(boxes(stage)).toEqual([])
    await stage.press('M-4')
    expect(boxes(stage)).toContain('network')
  })

  it('that the layout has not says so', async () => {
    const stage = await open({ view: { layout: 'io' } })
    await stage.press('M-1')
    expect(stage.footer).toContain('Alt-1: the layout io has no panel cpu')
    expect(stage.view.hiddenPanels.size).toBe(0)
  })

  it('has no digit that would do nothing: keys may be others', async () => {
    const rebound = commands.map(command => (command.id === 'panel-cpu' ? { ...command, keys: ['X'] } : command))
    const stage = await open({ commands: rebound })
    expect(stage.rows[1]).toMatch(/╭─ cpu · Xeon.*╭─ ²memory /)
    await stage.press('X')
    expect(boxes(stage)).not.toContain('cpu')
  })

  it('has its digit dimmer than its title, and in letters as a digit', async () => {
    const stage = await open()
    const [x, y] = placeOf(stage, 'memory')
    const styleAt = (at: number) => stage.terminal.styles[y * 200 + at]
    expect(styleAt(x - 1)).toBe(style('label'))
    expect(styleAt(x)).not.toBe(styleAt(x - 1))
    const ascii = await open({ unicode: false })
    expect(ascii.rows[1]).toMatch(/^\+- 1 cpu · Xeon/)
  })
})

describe('a click on a title', () => {
  it.each([
    ['cpu', /^Graphs +CPU \d/],
    ['memory', /^Graphs +memory 2\.5G/],
    ['disks', /^Graphs +vda read 1\.2M\/s/],
    ['network', /^Graphs +eth0 in 1\.2M\/s/],
    ['pressure', /^Graphs +psi io 4\.2%/],
  ])('%s shows its figure over time', async (title, shown) => {
    const stage = await open()
    const [x, y] = placeOf(stage, title)
    await stage.mouse(x, y)
    await vi.dynamicImportSettled()
    await stage.settle()
    expect(stage.rows[0]?.trim()).toMatch(shown)
    await stage.press('escape')
    expect(boxes(stage)).toContain(title)
  })

  it('of sensors does nothing, nor does one within a panel; the wheel scrolls the table', async () => {
    const stage = await open({ height: 14, change: laptop() })
    const before = stage.rows
    const tall = await open({ height: 60, change: laptop() })
    const [x, y] = placeOf(tall, 'sensors')
    await tall.mouse(x, y)
    await tall.mouse(10, 4)
    await vi.dynamicImportSettled()
    await tall.settle()
    expect(boxes(tall)).toContain('sensors')
    await stage.mouse(10, 2, 'wheeldown')
    expect(stage.view.top).toBe(3)
    expect(stage.rows.slice(0, 3)).toEqual(before.slice(0, 3))
  })
})

describe('the processors’ graph', () => {
  /** Half of what they do is system. */
  const half = (sample: RawSample): RawSample => {
    const { cpu } = sample
    if (cpu === undefined) return sample
    const busy = cpu.total.userMs + cpu.total.systemMs
    return { ...sample, cpu: { ...cpu, total: { ...cpu.total, userMs: busy / 2, systemMs: busy / 2 } } }
  }
  const rolesIn = (stage: Stage): Set<number> => {
    const rows = stage.rows.flatMap((row, y) =>
      /^│ +[⠁-⣿]/.test(row.slice(0, 74)) && y < stage.rowOf('│ 0 ') ? [y] : [],
    )
    return new Set(rows.flatMap(y => stage.terminal.styles.slice(y * 200 + 1, y * 200 + 72)))
  }

  it('is of what they did, in the tones that the lower border names', async () => {
    const stage = await open({ change: half })
    const y = stage.rows.findIndex(row => row.startsWith('╰─ user '))
    const at = (text: string) => stage.terminal.styles[y * 200 + (stage.rows[y] ?? '').indexOf(text)]
    expect([at('user'), at('sys'), at('iowait')]).toEqual([style('user'), style('system'), style('iowait')])
    expect(rolesIn(stage)).toContain(style('user'))
    expect(rolesIn(stage)).toContain(style('system'))
  })

  it('or of how busy they were, in the tones of heat', async () => {
    const stage = await open({ change: half, view: { cpuGraph: 'total' } })
    expect(rolesIn(stage)).not.toContain(style('system'))
    expect([...rolesIn(stage)].some(s => s >= style('heat0') && s <= style('heat20'))).toBe(true)
  })
})

describe('the setup page of panels', () => {
  const openPage = async (options: StageOptions = {}): Promise<Stage> => {
    const stage = await open(options)
    await stage.press('f2')
    await vi.dynamicImportSettled()
    await stage.settle()
    await stage.press('4')
    return stage
  }

  it('shows and hides them with the screen changing above', async () => {
    const stage = await openPage()
    expect(stage.text).toMatch(/\[x\] network +Interfaces/)
    expect(stage.text).toContain('Alt-1 in the table')
    await stage.press('down', 'down', 'down', 'enter')
    expect(stage.text).toMatch(/\[ \] network/)
    expect(boxes(stage)).toEqual(['cpu', 'memory', 'disks', 'pressure'])
    await stage.press(' ')
    expect(boxes(stage)).toContain('network')
  })

  it('says what the layout has not, and has the graph’s kind', async () => {
    const stage = await openPage({ view: { layout: 'io' } })
    expect(stage.text).toContain('The layout io has none of it')
    await stage.press('end', ' ')
    expect(stage.view.cpuGraph).toBe('total')
    const y = stage.rowOf('[ ] stacked')
    await stage.mouse((stage.rows[y] ?? '').indexOf('stacked'), y)
    expect(stage.view.cpuGraph).toBe('stacked')
  })
})

describe('layouts of one’s own', () => {
  const layouts = withOwnLayouts([
    {
      name: 'mine',
      title: 'mine',
      panels: ['network', 'cpu'],
      columns: [{ id: 'pid' }, { id: 'rss' }, { id: 'command' }],
      sort: { columnId: 'rss', descending: true },
      isOwn: true,
    },
  ])

  it('come behind ntop’s, with their panels, columns and order; what was before comes back', async () => {
    const stage = await open({ view: { layouts, columns: [{ id: 'pid' }, { id: 'user' }, { id: 'command' }] } })
    await stage.press('S-tab')
    expect(stage.footer).toContain('mine')
    expect(boxes(stage)).toEqual(['network', 'cpu'])
    expect(stage.text).toMatch(/^ +PID +RES▼ COMMAND/m)
    await stage.press('tab')
    expect(stage.view.layout).toBe('all')
    expect(stage.text).toMatch(/^ +PID USER +COMMAND/m)
    expect(stage.view.sort).toEqual({ columnId: 'cpu', descending: true })
  })

  it('leave alone what was chosen in them', async () => {
    const stage = await open({ view: { layouts } })
    await stage.press('S-tab', 'N', 'tab')
    expect(stage.view.sort).toEqual({ columnId: 'pid', descending: false })
    expect(stage.view.columns).toBeUndefined()
  })

  it('may take the place of one of ntop’s', () => {
    const own = withOwnLayouts([{ name: 'io', title: 'io', panels: ['disks'], isOwn: true }])
    expect(own.map(({ name, panels }) => [name, panels.length])).toEqual([
      ['all', 6],
      ['cpu', 2],
      ['memory', 2],
      ['io', 1],
      ['processes', 0],
    ])
  })
})
