import { expect, it, onTestFinished, vi } from 'vitest'
import { Look } from '../../src/inspect/look.ts'
import { walkOthers } from '../../src/inspect/peer-walk.ts'
import { sharedMapsIn } from '../../src/inspect/shared-maps.ts'
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

it('leaves out one that has more than a look may take, not those after it as well', async () => {
  const fds = Object.fromEntries(Array.from({ length: 100_001 }, (_, fd) => [fd, 'pipe:[5] r']))
  const world = new World([{ pid: 70 }, { pid: 71, ppid: 70, fds }, { pid: 72, group: 9, fds: { 0: 'pipe:[100] r' } }])
  const walk = await walkOthers(world.look(70), WANTED, undefined)
  expect(walk.holders.map(({ record }) => record.pid)).toEqual([72])
  expect(walk.leftOutCount).toBe(1)
  expect(world.files.asked.filter(path => path.startsWith('71/fd/'))).toEqual([])
})

it('looks at the descriptors of those whose mappings it has no time for, and at their mappings the next time', async () => {
  const ring = '7f0000000000-7f0000010000 rw-s 00000000 00:2a 2   /dev/shm/ring\n'
  const others = Array.from({ length: 1001 }, (_, i) => ({ pid: 1000 + i, fds: { 0: 'pipe:[100] r' }, maps: ring }))
  const look = new World([{ pid: 70 }, ...others]).look(70)
  const maps = new Map(await sharedMapsIn(Buffer.from(ring)))
  const walk = await walkOthers(look, { ...WANTED, maps }, undefined)
  expect(walk.leftOutCount).toBe(1)
  const found = walk.holders.map(({ ends }) => [ends.links.size, ends.maps.size])
  expect([found.length, found[0], found[1000]]).toEqual([1001, [1, 1], [1, 0]])
  const next = await walkOthers(look, { ...WANTED, maps }, walk)
  expect(next.leftOutCount).toBe(0)
  expect(next.holders.every(({ ends }) => ends.links.size === 1 && ends.maps.size === 1)).toBe(true)
})

it('takes nobody for another who has had the same pid', async () => {
  const stat = { text: statLine({ pid: 71, startTicks: 9000 }) }
  const world = new World([{ pid: 70 }, { pid: 71, fds: { 0: 'pipe:[100] r' } }], { '71/stat': stat })
  expect((await walkOthers(world.look(70), WANTED, undefined)).holders).toEqual([])
})

it('does not wait for one silent process after the other', async () => {
  const others = Array.from({ length: 50 }, (_, i) => ({ pid: 1000 + i, fds: { 0: 'pipe:[100] r' } }))
  const look = new World([{ pid: 70 }, ...others]).look(70)
  let nowMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  const asked: number[] = []
  look.files.locked = pid => {
    asked.push(pid)
    nowMs += 200
    return Promise.resolve({ ok: false, why: 'locked' })
  }
  const maps = await sharedMapsIn(Buffer.from('1000-2000 rw-s 00000000 00:2a 2   /dev/shm/ring\n'))
  const walk = await walkOthers(look, { ...WANTED, maps: new Map(maps) }, undefined)
  expect(asked).toHaveLength(5)
  expect([walk.refusedCount, walk.leftOutCount]).toEqual([5, 45])
  // What they have open is told without their help.
  expect(walk.holders).toHaveLength(50)
})
