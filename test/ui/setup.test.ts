import { afterEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config/read-config.ts'
import type { View } from '../../src/model/view.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { closeStage, openStage, type Stage, type StageOptions } from './stage.ts'

afterEach(closeStage)

/** The setup box over the table; its code comes with its first use. */
async function openSetup(options: StageOptions = {}, key = 'f2'): Promise<Stage> {
  const stage = await openStage(options)
  await stage.press(key)
  await vi.dynamicImportSettled()
  await stage.settle()
  return stage
}

/** The titles of the table's columns, without the arrow of the order. */
function titles(stage: Stage): string[] {
  const row = stage.rows.find(row => !/[│|]/.test(row) && /(?:^| )COMMAND/.test(row)) ?? ''
  return row.replace(/[▼▲]/g, '').trim().split(/ +/)
}

const USUAL = ['PID', 'USER', 'RES', 'GROW', 'S', 'CPU%', 'TIME+', 'COMMAND']

describe('the setup box', () => {
  it.each(['f2', 'C'])('opens by %s beneath the title of the table, and closes by it again', async key => {
    const stage = await openSetup({ width: 80, height: 24 }, key)
    const box = stage.rowOf(' Setup ')
    expect(box).toBeGreaterThan(stage.rowOf(' COMMAND'))
    await stage.press(key)
    expect(stage.rowOf(' Setup ')).toBe(-1)
  })

  it.each([
    [80, 24, true],
    [120, 36, true],
    [80, 24, false],
    [40, 10, true],
  ] as const)('on %i×%i, unicode %s', async (width, height, unicode) => {
    const stage = await openSetup({ width, height, unicode })
    const name = `${unicode ? '' : 'ascii-'}${width}x${height}`
    await stage.press('down', 'down')
    expectFrame(`setup-columns-${name}`, stage.rows)
    // On a low screen, too, the table's title is in view.
    expect(titles(stage)).toContain('COMMAND')
    await stage.press('tab', 'down')
    expectFrame(`setup-theme-${name}`, stage.rows)
    await stage.press('tab', 'down')
    expectFrame(`setup-options-${name}`, stage.rows)
  })

  it.each([
    [1, 1],
    [3, 2],
    [20, 5],
    [26, 8],
    [500, 150],
  ])('does not overrun %i×%i', async (width, height) => {
    const stage = await openSetup({ width, height })
    await stage.press('right', 'end', ' ', 'tab', 'end', '3', 'end')
    expect(stage.rows).toHaveLength(height)
    expect(stage.rows.every(row => row.length <= width)).toBe(true)
  })

  it('turns pages by Tab, Shift-Tab, a digit and a click', async () => {
    const stage = await openSetup({ width: 80, height: 24 })
    const isTheme = () => stage.text.includes('colour-blind')
    const isOptions = () => stage.text.includes('[ ] Show kernel threads')
    await stage.press('tab')
    expect(isTheme()).toBe(true)
    await stage.press('tab')
    expect(isOptions()).toBe(true)
    await stage.press('tab', 'S-tab')
    expect(isOptions()).toBe(true)
    await stage.press('2')
    expect(isTheme()).toBe(true)
    const y = stage.rowOf(' Setup ')
    await stage.mouse((stage.rows[y] ?? '').indexOf('Options'), y)
    expect(isOptions()).toBe(true)
  })

  it('is closed by a click beside it, which does nothing else', async () => {
    const stage = await openSetup({ width: 80, height: 24 })
    const selected = stage.selectedPid
    await stage.mouse(10, stage.rowOf(' COMMAND') + 2)
    expect(stage.rowOf(' Setup ')).toBe(-1)
    expect(stage.selectedPid).toBe(selected)
  })

  it('leaves quitting to ^C', async () => {
    const stage = await openSetup()
    await stage.press('C-c')
    expect(stage.left).toBe(true)
  })
})

describe('columns', () => {
  const open = (view: Partial<View> = {}) => openSetup({ width: 80, height: 24, view })

  it('are added behind the marked one, and the table has them at once', async () => {
    const stage = await open()
    expect(titles(stage)).toEqual(USUAL)
    await stage.press('down', 'right', ' ')
    expect(titles(stage).slice(0, 4)).toEqual(['PID', 'USER', 'PPID', 'RES'])
    // The next behind that.
    await stage.press('enter')
    expect(titles(stage).slice(0, 5)).toEqual(['PID', 'USER', 'PPID', 'PGRP', 'RES'])
  })

  it('that have no room are said to have none', async () => {
    const stage = await open({ columns: ['pid', 'vms', 'rss', 'shared', 'time', 'command'].map(id => ({ id })) })
    await stage.press('right')
    for (let i = 0; i < 7; i++) await stage.press(' ')
    expect(titles(stage)).not.toContain('TIME+')
    await stage.press('left', 'end')
    expect(stage.text).toMatch(/TIME\+ +no room/)
  })

  it('are removed, the last one excepted', async () => {
    const stage = await open({ columns: [{ id: 'pid' }, { id: 'command' }, { id: 'state' }] })
    await stage.press('end', ' ')
    expect(titles(stage)).toEqual(['PID', 'COMMAND'])
    await stage.press('home', ' ', ' ', ' ')
    expect(titles(stage)).toEqual(['COMMAND'])
    expect(stage.view.columns).toEqual([{ id: 'command' }])
  })

  it.each([
    ['<', '>'],
    ['[', ']'],
    ['S-up', 'S-down'],
  ])('move by %s and %s, and the mark with them', async (left, right) => {
    const stage = await open({ columns: [{ id: 'pid' }, { id: 'rss' }, { id: 'state' }, { id: 'command' }] })
    await stage.press('down', right)
    expect(titles(stage)).toEqual(['PID', 'S', 'RES', 'COMMAND'])
    await stage.press(left, left, left)
    expect(titles(stage)).toEqual(['RES', 'PID', 'S', 'COMMAND'])
    await stage.press(right)
    expect(titles(stage)).toEqual(['PID', 'RES', 'S', 'COMMAND'])
  })

  it('get wider and narrower, and at their own width nobody has said any', async () => {
    const stage = await open({ columns: [{ id: 'pid' }, { id: 'user' }, { id: 'command' }] })
    const at = () => (stage.rows.find(row => row.includes(' COMMAND')) ?? '').indexOf('COMMAND')
    const before = at()
    await stage.press('down', '+', '+')
    expect(at()).toBe(before + 2)
    expect(stage.view.columns?.[1]).toEqual({ id: 'user', width: 11 })
    await stage.press('-', '-')
    expect(stage.view.columns?.[1]).toEqual({ id: 'user' })
    await stage.press('-')
    expect(at()).toBe(before - 1)
  })

  it('the one that takes what is left begins with what it has', async () => {
    const stage = await open({ columns: [{ id: 'command' }, { id: 'pid' }] })
    const at = () => (stage.rows.find(row => row.startsWith('COMMAND')) ?? '').indexOf('PID')
    const before = at()
    await stage.press('-')
    expect(at()).toBe(before - 1)
    expect(stage.view.columns).toEqual([{ id: 'command', width: 70 }, { id: 'pid' }])
    await stage.press('r')
    expect(stage.view.columns).toBeUndefined()
  })

  it('go back to the usual ones by r', async () => {
    const stage = await open()
    await stage.press(' ', ' ')
    expect(titles(stage)).not.toContain('USER')
    await stage.press('r')
    expect(titles(stage)).toEqual(USUAL)
    expect(stage.view.columns).toBeUndefined()
  })

  it('are as they were until one is chosen, and stay chosen when it is closed', async () => {
    const stage = await open()
    await stage.press('down', 'right', 'end', 'escape')
    expect(stage.view.columns).toBeUndefined()
    await stage.press('f2')
    await stage.press('right', ' ', 'escape')
    expect(titles(stage).slice(0, 3)).toEqual(['PID', 'PPID', 'USER'])
  })

  it('are marked by a click, and added by another', async () => {
    const stage = await open()
    const y = stage.rowOf('PGRP')
    const x = (stage.rows[y] ?? '').indexOf('PGRP')
    await stage.mouse(x, y)
    expect(titles(stage)).toEqual(USUAL)
    await stage.mouse(x, y)
    expect(titles(stage)[1]).toBe('PGRP')
  })

  it('are scrolled through by the wheel', async () => {
    const stage = await open()
    await stage.press('right')
    expect(stage.text).toContain('1/59')
    await stage.mouse(40, 18, 'wheeldown')
    expect(stage.text).toContain('4/59')
  })
})

describe('themes', () => {
  const open = async () => {
    const stage = await openSetup({ width: 80, height: 24, view: { theme: 'nord' } })
    await stage.press('2')
    return stage
  }

  it('are tried while the mark moves, and what was before comes back with Esc', async () => {
    const stage = await open()
    await stage.press('down')
    expect(stage.terminal.asked).toEqual(['theme gruvbox'])
    await stage.press('home')
    expect(stage.terminal.asked).toEqual(['theme gruvbox', 'theme auto'])
    await stage.press('escape')
    expect(stage.terminal.asked.at(-1)).toBe('theme nord')
    expect(stage.view.theme).toBe('nord')
    expect(stage.rowOf(' Setup ')).toBe(-1)
  })

  it('are taken by Enter, and stay', async () => {
    const stage = await open()
    await stage.press('down', 'enter', 'escape')
    expect(stage.terminal.asked).toEqual(['theme gruvbox'])
    expect(stage.view.theme).toBe('gruvbox')
  })

  it('that were only tried go with the page', async () => {
    const stage = await open()
    await stage.press('up', 'tab')
    expect(stage.terminal.asked.at(-1)).toBe('theme nord')
  })

  describe('of the config file', () => {
    const { themes } = readConfig('[themes.dusk]\nfrom = "nord"\n[themes.murky]\nwarn = "#444444"\ndim = "#333333"\n')

    it('stand below the others, and are tried and taken like them', async () => {
      const stage = await openSetup({ width: 80, height: 24, view: { theme: 'dusk' }, themes })
      await stage.press('2')
      expect(stage.rows[stage.rowOf(' dusk')]).toContain('● dusk')
      await stage.press('down')
      expect(stage.terminal.asked).toEqual(['theme murky'])
      // What cannot be read is told while one looks at it.
      expect(stage.text).toContain('dim on dialog_back has a contrast of 1.1, text needs 4.5, 2 more like that')
      await stage.press('enter', 'escape')
      expect(stage.view.theme).toBe('murky')
    })
  })

  it('are tried by a click, and taken by another', async () => {
    const stage = await open()
    const y = stage.rowOf('gruvbox')
    await stage.mouse(8, y)
    expect(stage.terminal.asked).toEqual(['theme gruvbox'])
    expect(stage.view.theme).toBe('nord')
    await stage.mouse(8, y)
    expect(stage.view.theme).toBe('gruvbox')
  })
})

describe('options', () => {
  it('are changed as their keys do it, with the table changing beneath', async () => {
    const stage = await openSetup({ width: 80, height: 24 })
    await stage.press('3', 'down', 'enter')
    expect(stage.view.header).toBe(false)
    expect(stage.text).not.toContain('eth0')
    expect(stage.text).toContain('[ ] The machine above the table')
    await stage.press('down', 'down', ' ')
    expect(stage.view.tree).toBe(true)
    expect(stage.text).toContain('[x] Processes below their parents')
    await stage.press('down', ' ')
    expect(stage.text).toContain('by program')
    await stage.press('u')
    expect(stage.view).toMatchObject({ group: 'user', tree: false })
    expect(stage.text).toContain('user Rows stand for groups of processes')
    await stage.press(...Array.from({ length: 8 }, () => ['down', ' ']).flat())
    const { kernelThreads, containers, keepEnded, threads, cpuOfMachine, fullPath, mergeNames, follow } = stage.view
    const chosen = [kernelThreads, containers, keepEnded, threads, cpuOfMachine, fullPath, mergeNames, follow]
    expect(chosen).toEqual([true, false, true, true, true, true, true, true])
  })

  it('the interval is asked for, and the box stays', async () => {
    const stage = await openSetup({ width: 80, height: 24 })
    await stage.press('3', 'enter')
    expect(stage.footer).toContain('Seconds between samples')
    await stage.press('C-u', '2', '.', '5', 'enter')
    expect(stage.view.intervalMs).toBe(2500)
    expect(stage.text).toContain('2.5s Seconds between')
  })
})

describe('saving', () => {
  it.each(['s', 'W'])('by %s writes what is chosen, and says how it went', async key => {
    const asked: View[] = []
    const saveSettings = async (view: View) => {
      asked.push({ ...view })
      return 'columns saved in /home/me/.config/ntop/config.toml'
    }
    const stage = await openSetup({ width: 80, height: 24, saveSettings })
    await stage.press('right', ' ')
    expect(asked).toEqual([])
    await stage.press(key)
    expect(asked.map(({ columns }) => columns?.slice(0, 2))).toEqual([[{ id: 'pid' }, { id: 'ppid' }]])
    expect(stage.footer).toContain('columns saved in /home/me/.config/ntop/config.toml')
    expect(stage.rowOf(' Setup ')).toBeGreaterThan(0)
  })

  it('takes the theme that is on the screen', async () => {
    const asked: string[] = []
    const saveSettings = async (view: View) => {
      asked.push(view.theme)
      return 'theme saved'
    }
    const stage = await openSetup({ saveSettings })
    await stage.press('2', 'down', 's', 'escape')
    expect(asked).toEqual(['dark'])
    expect(stage.terminal.asked).toEqual(['theme dark'])
  })
})
