import { afterEach, describe, expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { running, without } from './changes.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

/** The lines of the open menu, without its borders. */
function lines(stage: Stage): string[] {
  return stage.rows.flatMap(row => /│ (.*?) *│/.exec(row)?.[1] ?? [])
}

describe('the palette', () => {
  it.each([':', 'C-p'])('opens by %s with all commands, each with its keys, and is left by Esc', async key => {
    const stage = await openStage({ width: 120, height: 100, seconds: 3 })
    const before = stage.rows
    await stage.press(key)
    const told = lines(stage).slice(1)
    const wanted = commands.filter(({ id }) => id !== 'palette' && id !== 'jump-to-pid')
    expect(told).toHaveLength(wanted.length)
    wanted.forEach(({ title, about }, i) => {
      expect(told[i]).toContain(title)
      expect(told[i]).toContain(about)
    })
    expect(told.find(line => line.startsWith('Kill'))).toMatch(/ k F9$/)
    await stage.press('escape')
    expect(stage.rows).toEqual(before)
  })

  it.each([
    ['K', 'Kernel'],
    ['k', 'Kill'],
    ['f9', 'Kill'],
    ['^L', 'Redraw'],
    ['sbp', 'Pid'],
    ['sort-by-mem', 'Memory'],
    ['quit', 'Quit'],
    ['oom', 'OOM'],
    ['vari', 'Environ'],
  ])('finds by %s first %s', async (typed, title) => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await stage.press(':')
    await stage.type(typed)
    expect(lines(stage)[1]?.split(' ')[0]).toBe(title)
  })

  it('runs what is chosen, and is closed by then', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await stage.press(':')
    await stage.type('sort mem')
    await stage.press('enter')
    expect(stage.text).not.toContain('commands for')
    expect(stage.footer).toContain('by RES')
    // The selection still rests on its place: nothing was done with whoever is there.
    expect(stage.view.selected).toBeUndefined()
    await stage.press(':')
    await stage.type('kernel')
    await stage.press('enter')
    expect(stage.text).toContain('[kswapd0]')
    await stage.press(':')
    await stage.type('palette')
    expect(lines(stage)[1]).toBe('nothing like that')
    await stage.press('C-u')
    await stage.type('help')
    await stage.press('enter')
    expect(stage.rows[0]).toContain('help')
  })

  it('is moved in by keys and the wheel, and chosen from by a click', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    await stage.press(':')
    const count = commands.length - 2
    expect(stage.text).toContain(` 1/${count} `)
    await stage.press('down', 'pagedown')
    expect(stage.text).toContain(` 19/${count} `)
    await stage.mouse(40, 10, 'wheeldown')
    expect(stage.text).toContain(` 22/${count} `)
    await stage.press('pageup', 'up', 'home')
    expect(stage.text).toContain(` 1/${count} `)
    await stage.mouse(10, stage.rowOf('│ Tag '))
    expect(stage.text).not.toContain('commands for')
    expect(stage.footer).toContain('1 tagged')
  })

  it('tells why something cannot be done now, and does not do it', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await stage.press(':')
    await stage.type('untag')
    expect(lines(stage)[1]).toMatch(/^Untag all +no process is tagged +U$/)
    const off = stage.rowOf('Untag all')
    await stage.press('enter')
    await stage.mouse(30, off)
    expect(stage.text).toContain('> untag▏')
  })

  it('names whom it is about: the selected process, else how many are tagged', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    await stage.press('down', ':')
    expect(stage.text).toContain('commands for 8305 node')
    await stage.press('escape', ' ', ' ', ':')
    expect(stage.text).toContain('commands for 2 tagged')
    await stage.type('kill')
    await stage.press('enter')
    expect(stage.text).toContain('send a signal to 2 processes')
    await stage.press('escape', 'U', '\\')
    await stage.type('no such process')
    await stage.press('enter', ':')
    expect(stage.text).toMatch(/╭─ commands ─/)
  })

  it('acts on the process that was selected before, wherever that has gone', async () => {
    const stage = await openStage({
      width: 120,
      height: 36,
      seconds: 3,
      change: (sample, at) => running({ 402: at < 4 ? 0 : 2000 })(sample, at),
    })
    await stage.press(':')
    expect(stage.text).toContain('commands for 4194303 tar')
    await stage.pass(2000)
    await stage.type('kill')
    await stage.press('enter')
    expect(stage.text).toContain('4194303 tar of root')
    await stage.press('escape')
    expect(stage.pids[0]).toBe(402)
    expect(stage.selectedPid).toBe(4_194_303)
  })

  it('acts on nobody when that process has ended, and still does what is about none', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3, change: without(8305, 4) })
    await stage.press('down', ':')
    await stage.pass(2000)
    await stage.type('kill')
    await stage.press('enter')
    expect(stage.footer).toContain('Kill: process 8305 is not in the table any more')
    expect(stage.text).not.toContain('send a signal')
    await stage.press(':')
    await stage.type('sort time')
    await stage.press('enter')
    expect(stage.footer).toContain('by TIME+')
  })

  it('has nothing that acts where that is barred', async () => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3, barred: 'read only' })
    await stage.press(':')
    await stage.type('kill')
    expect(lines(stage).some(line => line.startsWith('Kill'))).toBe(false)
  })
})

describe('narrowing to what is like the selected process', () => {
  it.each([
    ['same user', [8305, 771, 2207, 3002, 4410, 4502, 6000, 8317, 8400]],
    ['same name', [8305]],
  ])('shows those of the %s', async (typed, pids) => {
    const stage = await openStage({ width: 120, height: 36, seconds: 3 })
    await stage.press('down', ':')
    await stage.type(typed)
    await stage.press('enter')
    expect(stage.pids).toEqual(pids)
    expect(stage.selectedPid).toBe(8305)
  })
})
