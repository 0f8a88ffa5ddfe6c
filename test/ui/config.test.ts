import { afterEach, describe, expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import type { KeyPreset } from '../../src/commands/presets.ts'
import { type Bindings, rebind } from '../../src/commands/rebind.ts'
import { queryCommands } from '../../src/config/saved-queries.ts'
import type { View } from '../../src/model/view.ts'
import { BOLD } from '../../src/terminal/style.ts'
import { MemoryFiles } from '../support/memory-files.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

const rebound = (bindings: Record<string, readonly string[]>, preset: KeyPreset = 'htop') =>
  rebind(commands, preset, new Map(Object.entries(bindings)) as Bindings).commands

/** What help says of a key. */
async function helpOn(stage: Stage, key: string, about: string): Promise<void> {
  await stage.press(key)
  for (let page = 0; page < 6 && stage.rowOf(about) < 0; page++) await stage.press('pagedown')
}

/** The view's code comes with its first use. */
async function openGrowth(stage: Stage): Promise<void> {
  await stage.press('D')
  while (!stage.text.includes('What grew')) await stage.settle()
}

/** The tab that is open, by its colours. */
function tabAt({ terminal, rows }: Stage): string {
  const styles = terminal.styles.slice(terminal.width, terminal.width * 2)
  const row = [...(rows[1] ?? '')]
  const open = row.findIndex((_, x) => ((styles[x] ?? 0) & BOLD) !== 0)
  return row
    .filter((_, x) => x >= open && ((styles[x] ?? 0) & BOLD) !== 0)
    .join('')
    .trim()
}

describe('queries that were saved', () => {
  it('are found in the palette by name, and filter', async () => {
    const saved = queryCommands(new Map([['big ones', 'rss > 500M']]))
    const stage = await openStage({ commands: [...commands, ...saved] })
    await stage.press(':')
    await stage.type('big on')
    expect(stage.text).toMatch(/big ones +rss > 500M/)
    await stage.press('enter')
    expect(stage.pids).toEqual([771, 4502])
  })
})

describe('keys that were chosen', () => {
  it.each([
    ['growth', 'What grew', 'D'],
    ['troubles', 'Troubles', '!'],
    ['graph', 'nothing is known|% in ', 'z'],
  ])('close the view that they open: %s', async (id, title, usual) => {
    const stage = await openStage({ commands: rebound({ [id]: ['f11'] }), width: 80, height: 24 })
    await stage.press('f11')
    while (!new RegExp(title).test(stage.text)) await stage.settle()
    await stage.press(usual)
    expect(stage.text).toMatch(new RegExp(title))
    await stage.press('f11')
    expect(stage.text).toContain(' COMMAND')
  })

  it('do it, and stand in the footer and in help; those before do nothing', async () => {
    const stage = await openStage({ commands: rebound({ kill: ['x', 'f2'], search: ['/'], 'search-next': ['C-n'] }) })
    expect(stage.footer).toMatch(/ x Kill /)
    await stage.press('k')
    expect(stage.text).not.toContain('15 TERM')
    await stage.press('x')
    expect(stage.text).toContain('15 TERM')
    await stage.press('escape')
    await helpOn(stage, '?', 'Send a signal')
    expect(stage.rows[stage.rowOf('Send a signal')]).toMatch(/ x F2 +Send a signal/)
  })

  it('are named in sentences', async () => {
    const bound = rebound({ search: ['C-s'], 'search-next': ['f3'], growth: ['f2'], quit: ['Q'] })
    const stage = await openStage({ commands: bound })
    await stage.press('f3')
    expect(stage.footer).toContain('F3: search first: ^S')
    await stage.press('escape')
    expect(stage.footer).toContain('Q quits')
    await stage.press('s')
    expect(stage.footer).toContain('F2 shows who grew')
  })

  it('that move in the table move in views, and vi’s to the sides', async () => {
    const stage = await openStage({ commands: rebound({}, 'vi'), width: 130, files: new MemoryFiles({}, []) })
    await stage.press('z')
    while (!stage.text.includes('Graphs')) await stage.settle()
    const title = () => stage.rows[0]
    const first = title()
    await stage.press('j')
    expect(title()).not.toBe(first)
    await stage.press('k')
    expect(title()).toBe(first)
    // Any other key than one that moves closes help.
    await stage.press('escape', '?', 'j', 'k')
    expect(stage.text).toContain('· help')
    await stage.press('G')
    expect(stage.text).toContain('COMMAND  ')
    await stage.press('g')
    expect(stage.text).toContain('Resource limits of the selected')
    await stage.press('escape', 'enter')
    while (!stage.footer.includes('Next tab')) await stage.settle()
    const openTab = () => tabAt(stage)
    expect(openTab()).toBe('1 Overview')
    await stage.press('l')
    expect(openTab()).toBe('2 Memory')
    await stage.press('h')
    expect(openTab()).toBe('1 Overview')
  })

  it('of commands that lay a process open at a tab go to the tab from within', async () => {
    const commands = rebound({ 'open-files': ['E'] })
    const stage = await openStage({ commands, width: 130, files: new MemoryFiles({}, []) })
    await stage.press('enter')
    while (!stage.footer.includes('Next tab')) await stage.settle()
    await stage.press('l')
    expect(tabAt(stage)).toBe('1 Overview')
    await stage.press('E')
    expect(tabAt(stage)).toBe('7 Files')
  })

  it('reach through views, and others do nothing to the table beneath', async () => {
    const stage = await openStage({ commands: rebound({}, 'vi') })
    await stage.press('j', 'j', 'k')
    const selected = stage.selectedPid
    await openGrowth(stage)
    expect(stage.footer).toMatch(/ X Kill /)
    await stage.press('k', 'k')
    await stage.press('escape')
    expect(stage.selectedPid).toBe(selected)
    await openGrowth(stage)
    await stage.press('X')
    expect(stage.text).toContain('15 TERM')
  })

  it('that act are barred by the keys that they have now', async () => {
    const stage = await openStage({ commands: rebound({ kill: ['x'] }), barred: 'not under --readonly' })
    await stage.press('x')
    expect(stage.footer).toContain('x: not under --readonly')
  })

  it('a number is typed whole where the key is no digit', async () => {
    const stage = await openStage({ commands: rebound({ 'jump-to-pid': ['J'] }) })
    await stage.press('J')
    await stage.type('771')
    expect(stage.footer).toContain('Pid  771')
    expect(stage.selectedPid).toBe(771)
  })
})

describe('what is wrong with the config file', () => {
  const notes = [
    '/home/somebody/.config/ntop/config.toml:3:12: interval expects seconds from 0.1 to 3600, not "fast"',
    '/home/somebody/.config/ntop/config.toml:7:1: unknown key "colour"; did you mean color?',
  ]

  it('is told in the footer for a while', async () => {
    const stage = await openStage({ notes, seconds: 2 })
    expect(stage.footer).toContain(
      'config.toml:3:12: interval expects seconds from 0.1 to 3600, not "fast" (1 more: ?)',
    )
    await stage.pass(9000)
    expect(stage.footer).not.toContain('config.toml')
  })

  it('with the name of the file, whatever stands behind it', async () => {
    const stage = await openStage({ notes: [`/home/x/ntop/config.toml:2:1: unknown key "a/b"`], seconds: 2 })
    expect(stage.footer).toContain(' config.toml:2:1: unknown key "a/b"')
  })

  it('and by help whenever one asks, whole', async () => {
    for (const width of [120, 40]) {
      const stage = await openStage({ notes, width, height: 30 })
      await stage.press('?')
      const text = stage.rows.join('').replace(/[│\s]/g, '')
      for (const note of notes) expect(text).toContain(note.replace(/\s/g, ''))
      // Before all else, for it is what one looks for.
      expect(stage.rowOf('Config file')).toBe(1)
      closeStage()
    }
  })

  it('is nowhere when nothing is', async () => {
    const stage = await openStage()
    await stage.press('?')
    expect(stage.text).not.toContain('Config file')
  })
})

it('W writes what is chosen, and says how it went', async () => {
  const asked: View[] = []
  const saveSettings = async (view: View) => {
    asked.push({ ...view })
    return 'header saved in /home/me/.config/ntop/config.toml'
  }
  const stage = await openStage({ saveSettings })
  await stage.press('#', 'W')
  expect(asked).toMatchObject([{ header: false }])
  expect(stage.footer).toContain('header saved in /home/me/.config/ntop/config.toml')
})
