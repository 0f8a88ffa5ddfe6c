import { describe, expect, it } from 'vitest'
import { type Deed, outcomeReason, outcomeText } from '../../src/control/outcome.ts'

const signal: Deed = { kind: 'signal', signal: 'TERM', pid: 42, name: 'cat' }
const nicer: Deed = { kind: 'nice', from: 0, to: 5, pid: 42, name: 'cat' }
const hungrier: Deed = { ...nicer, to: -5 }
const limited: Deed = {
  kind: 'limit',
  limit: 'nofile',
  to: 'nofile soft 64 of hard 128',
  raisesHard: false,
  pid: 42,
  name: 'cat',
}

const pinned: Deed = {
  kind: 'setting',
  title: 'CPU affinity',
  to: 'CPU affinity 0-3',
  deniedBecause: 'needs root',
  pid: 42,
  name: 'cat',
}

describe('outcomeReason', () => {
  it.each([
    ['done', pinned, 'done'],
    ['gone', signal, 'it is already gone'],
    ['reused', pinned, 'its pid now belongs to another process, which was left alone'],
    ['denied', pinned, 'not permitted: needs root'],
    ['denied', signal, 'not permitted: needs root or the same user'],
    [{ failed: 'it sleeps' }, limited, 'it sleeps'],
  ] as const)('%j of %j', (outcome, deed, text) => {
    expect(outcomeReason(outcome, deed)).toBe(text)
  })
})

describe('outcomeText', () => {
  it.each([
    ['done', signal, 'sent TERM to 42 cat'],
    ['gone', signal, '42 cat is already gone: nothing was sent'],
    ['reused', signal, 'pid 42 now belongs to another process: nothing was sent'],
    ['denied', signal, 'not permitted on 42 cat: needs root or the same user'],
    [{ failed: 'kill EINVAL' }, signal, 'could not send TERM to 42 cat: kill EINVAL'],
    ['done', nicer, '42 cat now has nice 5'],
    ['gone', nicer, '42 cat is already gone: nothing was changed'],
    ['denied', nicer, 'not permitted on 42 cat: needs root or the same user'],
    ['denied', hungrier, 'not permitted on 42 cat: a lower nice value needs root'],
    ['done', limited, '42 cat now has nofile soft 64 of hard 128'],
    ['reused', limited, 'pid 42 now belongs to another process: nothing was changed'],
    ['denied', limited, 'not permitted on 42 cat: needs root with CAP_SYS_RESOURCE, or the same user and group'],
    [
      'denied',
      { ...limited, raisesHard: true },
      'not permitted on 42 cat: a higher hard limit needs root with CAP_SYS_RESOURCE',
    ],
    [{ failed: 'it sleeps' }, limited, 'could not set nofile of 42 cat: it sleeps'],
    ['done', pinned, '42 cat now has CPU affinity 0-3'],
    ['gone', pinned, '42 cat is already gone: nothing was changed'],
    ['denied', pinned, 'not permitted on 42 cat: needs root'],
    [{ failed: 'it sleeps' }, pinned, 'could not set CPU affinity of 42 cat: it sleeps'],
    [{ failed: 'it sleeps' }, nicer, 'could not set the nice value of 42 cat: it sleeps'],
  ] as const)('%j of %j', (outcome, deed, text) => {
    expect(outcomeText(outcome, deed)).toBe(text)
  })
})
