import { afterEach, describe, expect, it } from 'vitest'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

/** The items of the open menu that are in view, from the top, without its borders. */
function items(stage: Stage): string[] {
  const from = stage.rows.findIndex(row => /│ > /.test(row))
  const to = stage.rows.findIndex(row => /╰─.*─╯/.test(row))
  return stage.rows.slice(from + 1, to).flatMap(row => /│ (.*?) *│/.exec(row)?.[1] ?? [])
}

const titles = (stage: Stage): string[] => items(stage).map(item => item.split(' ')[0] ?? '')

describe('menus that are narrowed', () => {
  it('keep what answers to the letters, names before meanings, and their size', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    await stage.press('f6')
    const [top, bottom] = [stage.rowOf('╭─ sort by'), stage.rowOf('╰──')]
    await stage.type('mem')
    const found = titles(stage).filter(title => title !== '')
    expect(found[0]).toBe('MEM%')
    expect(found.indexOf('RES')).toBeLessThan(found.indexOf('SHR'))
    expect(found).toContain('GROW')
    expect(found).not.toContain('TIME+')
    expect([stage.rowOf('╭─ sort by'), stage.rowOf('╰──')]).toEqual([top, bottom])
    await stage.type(' shared')
    expect(stage.text).toContain('> mem shared▏')
    expect(titles(stage).filter(title => title !== '')).toEqual(['SHR', 'RES', 'PSS'])
    await stage.press('enter')
    expect(stage.footer).toContain('by SHR')
  })

  it('show all again, the one that was chosen selected, once nothing is typed', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    await stage.press('f6')
    const before = stage.rows
    await stage.type('swap')
    await stage.press('C-u')
    expect(stage.rows).toEqual(before)
    await stage.press('enter')
    expect(stage.footer).toContain('by CPU%')
  })

  it('say that nothing answers, and choose nothing then', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    await stage.press('u')
    await stage.type('nobody of this name')
    expect(items(stage)[0]).toBe('nothing like that')
    await stage.press('enter', 'down', 'up', 'enter')
    expect(stage.text).toContain('processes of')
    await stage.press('C-w', 'C-w', 'C-w', 'C-w')
    stage.terminal.send({ kind: 'paste', text: 'depl\nrm -rf /' })
    await stage.settle()
    expect(titles(stage)[0]).toBe('deploy')
    await stage.press('enter')
    expect(stage.view.user).toBe('deploy')
  })

  it('take q for a letter, and are left by Esc and ^G; ^C leaves the program', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3 })
    for (const key of ['escape', 'C-g']) {
      await stage.press('u', 'q')
      expect(stage.text).toContain('> q▏')
      await stage.press(key)
      expect(stage.text).not.toContain('processes of')
      expect(stage.left).toBe(false)
    }
    await stage.press('u', 'C-c')
    expect(stage.left).toBe(true)
  })

  it('are of plain letters where there are no others', async () => {
    const stage = await openStage({ width: 80, height: 24, seconds: 3, unicode: false })
    await stage.press('f6', 'r', 'e', 's')
    expect(stage.text).toMatch(/\| > res_ +\|/)
  })
})
