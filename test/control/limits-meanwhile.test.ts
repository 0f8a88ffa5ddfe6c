/** What happens to a process while its limit is being set, with stat lines as they would follow one another. */
import { describe, expect, it } from 'vitest'
import type { LimitSystem } from '../../src/control/limits.ts'
import { setLimit } from '../../src/control/limits.ts'
import type { ToolAnswer } from '../../src/control/tool.ts'
import { processId } from '../../src/model/process.ts'
import type { ReadResult } from '../../src/sources/process-files.ts'
import { statLine } from '../support/memory-files.ts'
import { changeOf } from './limited.ts'

const target = processId(70, 5000)
const KERNEL_THREAD = 0x0020_0000
const gone: ReadResult = { ok: false, why: 'gone' }
const denied: ReadResult = { ok: false, why: 'denied' }
const text = (content: string): ReadResult => ({ ok: true, bytes: Buffer.from(content) })
const alive = text(statLine())
const another = text(statLine({ startTicks: 6000 }))
/** prlimit prints nothing where all went well. */
const done: ToolAnswer = { output: '' }
const limits = (soft: number | string, title = 'Max open files'): ReadResult =>
  text(`${title.padEnd(26)}${String(soft).padEnd(21)}${'512'.padEnd(21)}files     \n`)

interface Story {
  /** What is seen before, and after. */
  readonly stats: readonly [ReadResult, ReadResult?]
  readonly answer?: ToolAnswer
  /** What is read back. */
  readonly limits?: ReadResult
}

function systemOf({ stats, answer, limits = gone }: Story): LimitSystem {
  const left = [...stats]
  return {
    readStat: () => left.shift() ?? gone,
    readLimits: () => limits,
    prlimit: async () => {
      if (answer === undefined) throw new Error('prlimit was run')
      return answer
    },
    nrOpen: () => 1024,
    mayRaise: () => true,
    selfPid: 1,
  }
}

const outcomeIn = async (story: Story, word = 'nofile=64') =>
  (await setLimit(target, changeOf(word), systemOf(story))).outcome

describe('what is not limited', () => {
  it.each([
    ['a kernel thread', text(statLine({ flags: KERNEL_THREAD })), 'a kernel thread is not bound by limits'],
    ['a zombie', text(statLine({ state: 'Z' })), 'a zombie has ended: there is nothing left to limit'],
    ['nonsense', text('70 (ca'), 'its state cannot be read, so it may be another process by now'],
  ])('%s', async (_, stat, failed) => {
    expect(await outcomeIn({ stats: [stat] })).toEqual({ failed })
  })

  it('who is hidden from us', async () => {
    expect(await outcomeIn({ stats: [denied] })).toBe('denied')
  })

  it('other than a zombie whose threads run on', async () => {
    const half = text(statLine({ state: 'Z', threads: 3 }))
    expect(await outcomeIn({ stats: [half, half], answer: done, limits: limits(64) })).toBe('done')
  })
})

describe('meanwhile', () => {
  it('nothing: it is done', async () => {
    const system = systemOf({ stats: [alive, alive], answer: done, limits: limits(64) })
    expect(await setLimit(target, changeOf('nofile=64'), system)).toEqual({
      outcome: 'done',
      now: { soft: 64, hard: 512 },
    })
  })

  it('it ended, before it was set or after', async () => {
    const complaint = 'failed to get old NOFILE limit: No such process'
    expect(await outcomeIn({ stats: [alive, gone], answer: { complaint } })).toBe('gone')
    const system = systemOf({ stats: [alive, gone], answer: done })
    expect(await setLimit(target, changeOf('nofile=64'), system)).toEqual({ outcome: 'done', now: undefined })
  })

  it('its pid went to another: what that one has is not told as the answer', async () => {
    const system = systemOf({ stats: [alive, another], answer: done, limits: limits(64) })
    expect(await setLimit(target, changeOf('nofile=64'), system)).toEqual({
      outcome: { failed: 'after prlimit had set it, another process has its pid now, and perhaps the change' },
      now: undefined,
    })
    expect(await outcomeIn({ stats: [alive, another], answer: { complaint: 'Operation not permitted' } })).toBe(
      'reused',
    )
  })

  it('its limits can no longer be read', async () => {
    expect(await outcomeIn({ stats: [alive, alive], answer: done, limits: denied })).toEqual({
      failed: 'its limits cannot be read, so what is set now is not known',
    })
  })

  it('somebody else set it to something else', async () => {
    expect(await outcomeIn({ stats: [alive, alive], answer: done, limits: limits(65) })).toEqual({
      failed: 'the kernel did not take it: it has nofile soft 65 of hard 512 now',
    })
    const hard = { stats: [alive, alive], answer: done, limits: limits(64) } as const
    expect(await outcomeIn(hard, 'nofile=64:256')).toMatchObject({ failed: expect.stringContaining('did not take it') })
  })

  it('the kernel has counted the soft limit of CPU time up', async () => {
    const read = (soft: number | string): ReadResult => limits(soft, 'Max cpu time')
    const story = { stats: [alive, alive], answer: done } as const
    expect(await outcomeIn({ ...story, limits: read(66) }, 'cpu=64')).toBe('done')
    expect(await outcomeIn({ ...story, limits: read(63) }, 'cpu=64')).toMatchObject({ failed: expect.any(String) })
    expect(await outcomeIn({ ...story, limits: read('unlimited') }, 'cpu=64')).toMatchObject({
      failed: expect.stringContaining('cpu soft unlimited'),
    })
  })
})
