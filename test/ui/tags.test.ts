import { afterEach, describe, expect, it } from 'vitest'
import { foregroundRole, style } from '../../src/terminal/style.ts'
import { MemoryFiles } from '../support/memory-files.ts'
import { without } from './changes.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

afterEach(closeStage)

/** The pids of rows with a mark. */
const markedPids = (stage: Stage) => stage.rows.flatMap(row => /^ *(\d+)[●*]/.exec(row)?.[1] ?? []).map(Number)

describe('tags', () => {
  it('are put on by Space, which moves on, and taken off the same way', async () => {
    const stage = await openStage({ seconds: 3 })
    await stage.press(' ', ' ')
    expect(markedPids(stage)).toEqual([4_194_303, 8305])
    expect(stage.selectedPid).toBe(1288)
    expect(stage.footer).toContain('2 tagged · 3/15')
    await stage.press('up', ' ')
    expect(markedPids(stage)).toEqual([4_194_303])
    expect(stage.footer).toContain('1 tagged')
    await stage.press('U')
    expect(markedPids(stage)).toEqual([])
    expect(stage.footer).not.toContain('tagged')
    await stage.press('U')
    expect(stage.footer).toContain('U: no process is tagged')
  })

  it('have a colour of their own, on the selected row too', async () => {
    const stage = await openStage({ seconds: 3 })
    const roleAt = (text: string) => {
      const y = stage.rowOf(text)
      return foregroundRole(stage.terminal.styles[y * stage.terminal.width + (stage.rows[y]?.indexOf(text) ?? 0)] ?? 0)
    }
    const tagged = foregroundRole(style('tagged'))
    expect(roleAt('tar czf')).not.toBe(tagged)
    await stage.press(' ')
    expect(roleAt('tar czf')).toBe(tagged)
    await stage.press('up')
    expect(stage.selectedPid).toBe(4_194_303)
    expect(roleAt('tar czf')).toBe(tagged)
  })

  it('stay with their processes while these are sorted, filtered and sampled', async () => {
    const stage = await openStage({ seconds: 3, unicode: false })
    await stage.press(' ', ' ', 'N')
    expect(markedPids(stage)).toEqual([8305, 4_194_303])
    await stage.press('\\', ...'node', 'enter')
    expect(markedPids(stage)).toEqual([8305])
    expect(stage.footer).toContain('2 tagged')
    await stage.press('escape')
    await stage.pass(3000)
    expect(markedPids(stage)).toEqual([8305, 4_194_303])
  })

  it('end with their process', async () => {
    const stage = await openStage({ seconds: 3, change: without(8305, 5) })
    await stage.press(' ', ' ')
    await stage.pass(3000)
    expect(markedPids(stage)).toEqual([4_194_303])
    expect(stage.footer).toContain('1 tagged')
  })

  it('stay on a picture that stands still', async () => {
    const stage = await openStage({ seconds: 3, change: without(8305, 5) })
    await stage.press(' ', ' ', 'Z')
    await stage.pass(3000)
    expect(markedPids(stage)).toEqual([4_194_303, 8305])
    await stage.press('Z')
    await stage.pass(1000)
    expect(markedPids(stage)).toEqual([4_194_303])
  })

  it('are not acted on instead of an inspected process that has ended', async () => {
    const stage = await openStage({ seconds: 3, files: new MemoryFiles({}) })
    await stage.press(' ', ' ')
    stage.terminal.send({ kind: 'key', key: 'enter' })
    while (!stage.text.includes('ended at')) await stage.settle()
    for (const key of ['k', 'f7', 'a']) {
      await stage.press(key)
      expect(stage.footer).toContain('no process is selected')
    }
    await stage.press('escape', 'k')
    expect(stage.text).toContain('send a signal to 2 processes')
  })

  it('go to a whole family by c, hidden members too', async () => {
    const stage = await openStage({ seconds: 3, view: { sort: { columnId: 'pid', descending: false } } })
    await stage.press('c')
    expect(markedPids(stage)).toHaveLength(15)
    // Kernel threads have other parents.
    expect(stage.footer).toContain('15 tagged')
    expect(stage.selectedPid).toBe(1)
  })
})
