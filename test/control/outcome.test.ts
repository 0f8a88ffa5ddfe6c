import { describe, expect, it } from 'vitest'
import { type Deed, outcomeText } from '../../src/control/outcome.ts'

const signal: Deed = { kind: 'signal', signal: 'TERM', pid: 42, name: 'cat' }
const nicer: Deed = { kind: 'nice', from: 0, to: 5, pid: 42, name: 'cat' }
const hungrier: Deed = { ...nicer, to: -5 }

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
    [{ failed: 'it sleeps' }, nicer, 'could not set the nice value of 42 cat: it sleeps'],
  ] as const)('%j of %j', (outcome, deed, text) => {
    expect(outcomeText(outcome, deed)).toBe(text)
  })
})
