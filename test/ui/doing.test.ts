import { expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { Frame } from '../../src/terminal/frame.ts'
import { type Doing, type Done, doToAll } from '../../src/ui/doing.ts'
import { Hits } from '../../src/ui/hits.ts'
import type { Overlay } from '../../src/ui/overlays/overlay.ts'
import { record, sample } from '../export/moments.ts'

const rowsOf = (count: number) =>
  derive(
    undefined,
    sample(
      0,
      Array.from({ length: count }, (_, i) => record(100 + i)),
    ),
  ).processes

/** What is told, and what is opened and closed again. */
class Told {
  readonly said: string[] = []
  readonly room: () => number
  readonly opened: Overlay[] = []
  readonly closed: string[] = []

  constructor(room = 77) {
    this.room = () => room
  }

  say = (text: string): void => {
    this.said.push(text)
  }

  open = (overlay: Overlay): void => {
    if (!this.opened.includes(overlay)) this.opened.push(overlay)
  }

  close = (id: string): void => {
    this.closed.push(id)
  }

  /** The last overlay as it looks. */
  picture(): string {
    const frame = new Frame(80, 24)
    this.opened.at(-1)?.draw(frame.area(), { unicode: true, hits: new Hits() })
    return frame.text().join('\n')
  }
}

const nicer = (pid: number, outcome: Done['outcome'] = 'done', nice = 5): Done => {
  return { outcome, deed: { kind: 'nice', from: 0, to: nice, pid, name: 'sh' }, has: `nice ${nice}` }
}

const doing = (one: Doing['one']): Doing => ({
  title: 'nice 5',
  one,
  all: (whom, has) => (has === undefined ? undefined : `${whom} now have ${has}`),
})

it('of one there is a sentence, whatever became of it', async () => {
  const told = new Told()
  await doToAll(
    rowsOf(1),
    doing(({ record }) => nicer(record.pid, 'gone')),
    told,
  )
  await doToAll(
    rowsOf(1),
    doing(({ record }) => ({ ...nicer(record.pid), text: 'well done' })),
    told,
  )
  expect(told.said).toEqual(['100 sh is already gone: nothing was changed', 'well done'])
  expect(told.opened).toEqual([])
})

it('of several there is one where all went well and is the same now', async () => {
  const told = new Told()
  await doToAll(
    rowsOf(3),
    doing(({ record }) => nicer(record.pid)),
    told,
  )
  expect(told.said).toEqual(['3 processes now have nice 5'])
  await doToAll(
    rowsOf(3),
    doing(({ record }) => nicer(record.pid, 'done', record.pid - 95)),
    told,
  )
  expect(told.said).toHaveLength(1)
  expect(told.picture()).toMatch(/─ nice 5 ─.*100 sh {2}now has nice 5.*102 sh {2}now has nice 7/s)
})

it('each is told of by itself where one failed, that one first', async () => {
  const told = new Told()
  const done = await doToAll(
    rowsOf(3),
    doing(({ record }) => nicer(record.pid, record.pid === 101 ? { failed: 'it sleeps' } : 'done')),
    told,
  )
  expect(done.map(one => one?.outcome)).toEqual(['done', { failed: 'it sleeps' }, 'done'])
  expect(told.said).toEqual([])
  expect(told.picture()).toMatch(/nice 5: 1 of 3 failed.*101 sh {2}it sleeps.*100 sh {2}now has nice 5.*102 sh/s)
})

it('what takes long tells how far it is, and Esc stops it between two', async () => {
  const told = new Told()
  let tried = 0
  const slow: Doing['one'] = async ({ record }) => {
    tried++
    await new Promise(resolve => setTimeout(resolve, 20))
    const [working] = told.opened
    if (working !== undefined) {
      expect(told.picture()).toContain(`${tried - 1} of 1,000 done`)
      expect(working.onKey('x')).toBe('used')
      working.onKey('escape')
    }
    return nicer(record.pid)
  }
  const done = await doToAll(rowsOf(1000), doing(slow), told)
  expect(tried).toBeLessThan(1000)
  expect(done).toHaveLength(tried)
  expect(told.closed).toEqual(['working'])
  expect(told.picture()).toMatch(new RegExp(`nice 5: ${1000 - tried} of 1,000 failed`))
  expect(told.picture()).toContain('left as it was: stopped before')
})

it('of one, a reason that would be cut off is told in full', async () => {
  const failed = 'the program taskset is missing; it comes with the package util-linux'
  const lost: Doing['one'] = ({ record }) => nicer(record.pid, { failed })
  const [narrow, wide] = [new Told(77), new Told(150)]
  await doToAll(rowsOf(1), doing(lost), narrow)
  await doToAll(rowsOf(1), doing(lost), wide)
  expect(narrow.said).toEqual([])
  expect(narrow.picture()).toMatch(/─ nice 5 ─.*100 sh {2}the program taskset is missing; .* util-linux/s)
  expect(wide.said).toEqual([`could not set the nice value of 100 sh: ${failed}`])
})
