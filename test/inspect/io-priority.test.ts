import { describe, expect, it } from 'vitest'
import { ioPriorityText, readIoPriority } from '../../src/inspect/io-priority.ts'
import { Look } from '../../src/inspect/look.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { parseIoPriority } from '../../src/sources/ionice.ts'
import { firstRow, MemoryFiles, recordOf, snapshotOf, someNames, statLine } from '../support/memory-files.ts'

describe('what ionice prints', () => {
  it.each([
    ['best-effort: prio 4\n', { class: 'best-effort', level: 4 }, 'best-effort 4'],
    ['realtime: prio 0\n', { class: 'realtime', level: 0 }, 'realtime 0'],
    ['none: prio 0\n', { class: 'none', level: undefined }, 'best-effort 5, by its nice value'],
    ['idle\n', { class: 'idle', level: undefined }, 'idle'],
  ] as const)('%j', (text, priority, words) => {
    expect(parseIoPriority(text)).toEqual(priority)
    expect(ioPriorityText(priority, 5)).toBe(words)
  })

  it.each(['', 'unknown: prio 4\n', 'best-effort: prio\n'])('is nothing as %j', text => {
    expect(parseIoPriority(text)).toBeUndefined()
  })
})

describe('readIoPriority', () => {
  it('asks once', async () => {
    const files = new MemoryFiles({ 'ionice 70': { text: 'idle\n' } })
    const snapshot = snapshotOf(recordOf(statLine()))
    const context = { snapshot, names: someNames, userTasks: new UserTasks(files), thorough: false }
    const look = new Look(files, firstRow(snapshot), context)
    const first = await readIoPriority(look, undefined)
    expect(first).toEqual({ value: { class: 'idle', level: undefined } })
    expect(await readIoPriority(look, first)).toBe(first)
    expect(files.asked).toEqual(['ionice 70'])
  })
})
