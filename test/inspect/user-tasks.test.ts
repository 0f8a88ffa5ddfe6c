import { describe, expect, it } from 'vitest'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { MemoryFiles, recordOf, statLine } from '../support/memory-files.ts'

const statusOf = (uid: number) => ({ text: `Name:\tx\nState:\tS (sleeping)\nUid:\t${uid}\t0\t0\t0\n` })

describe('UserTasks', () => {
  const records = [
    recordOf(statLine({ pid: 5, threads: 3 })),
    recordOf(statLine({ pid: 6, threads: 4 })),
    recordOf(statLine({ pid: 7, threads: 20 })),
  ]
  const content = { '5/status': statusOf(1000), '6/status': statusOf(1000), '7/status': statusOf(0) }

  it('counts processes and threads of the real user', async () => {
    const tasks = new UserTasks(new MemoryFiles(content))
    expect(await tasks.count(1000, records)).toEqual({ value: 7 })
    expect(await tasks.count(0, records)).toEqual({ value: 20 })
    expect(await tasks.count(33, records)).toEqual({ value: 0 })
  })

  it('asks again only about processes that did something', async () => {
    const files = new MemoryFiles(content)
    const tasks = new UserTasks(files)
    await tasks.count(1000, records)
    await tasks.count(1000, [...records.slice(0, 2), recordOf(statLine({ pid: 7, threads: 21 }))])
    expect(files.asked).toEqual(['5/status', '6/status', '7/status', '7/status'])
  })

  it('leaves out who vanished, and knows no number where somebody hides', async () => {
    expect(await new UserTasks(new MemoryFiles({ ...content, '6/status': 'gone' })).count(1000, records)).toEqual({
      value: 3,
    })
    expect(await new UserTasks(new MemoryFiles({ ...content, '6/status': 'denied' })).count(1000, records)).toEqual({
      unknown: 'denied',
    })
  })
})
