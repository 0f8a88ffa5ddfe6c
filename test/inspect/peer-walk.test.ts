import { expect, it } from 'vitest'
import { Look } from '../../src/inspect/look.ts'
import { walkOthers } from '../../src/inspect/peer-walk.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { MemoryFiles, recordOf, snapshotOf, someNames, statLine } from '../support/memory-files.ts'
import { World } from './peer-world.ts'

const MANY = Array.from({ length: 60_000 }, (_, fd) => fd)
const WANTED = { links: new Set(['pipe:[100]']), maps: new Map() }

/** Of four processes each other one has many descriptors; the last of the nearest one is what is looked for. */
function lookAt(thorough: boolean): Look {
  const end = { '73/fd/59999': { text: 'pipe:[100]' }, '73/fdinfo/59999': { text: 'flags:\t01\n' } }
  const files = new MemoryFiles(end, MANY)
  const strangers = [71, 72].map(pid => statLine({ pid, group: pid }))
  const snapshot = snapshotOf(...[statLine(), ...strangers, statLine({ pid: 73, ppid: 70 })].map(recordOf))
  const [row] = snapshot.processes
  if (row === undefined) throw new Error('no row')
  return new Look(files, row, { snapshot, names: someNames, userTasks: new UserTasks(files), thorough })
}

it('begins with who is akin, and counts whom it leaves out after as many links as a look may take', async () => {
  const walk = await walkOthers(lookAt(false), WANTED, undefined)
  expect(walk.holders.map(({ record }) => record.pid)).toEqual([73])
  expect(walk.holders[0]?.ends.links.get('pipe:[100]')).toEqual([{ fd: 59_999, mode: 'w' }])
  expect([walk.leftOutCount, walk.refusedCount]).toEqual([2, 0])
})

it('leaves out nobody where everything is wanted', async () => {
  const walk = await walkOthers(lookAt(true), WANTED, undefined)
  expect([walk.holders.length, walk.leftOutCount]).toEqual([1, 0])
})

it('puts the ends of a leak, tens of thousands of one pipe, together in one go', async () => {
  const fds = Object.fromEntries(MANY.map(fd => [fd, 'pipe:[100] r']))
  const world = new World([{ pid: 70 }, { pid: 71, fds }])
  const walk = await walkOthers(world.look(70), WANTED, undefined)
  expect(walk.holders[0]?.ends.links.get('pipe:[100]')).toHaveLength(MANY.length)
})
