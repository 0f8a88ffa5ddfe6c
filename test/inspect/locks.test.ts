import { afterEach, describe, expect, it } from 'vitest'
import { inspectProcess } from '../../src/inspect/inspection.ts'
import { inspectionJson } from '../../src/inspect/json.ts'
import { readLocks } from '../../src/inspect/locks.ts'
import { type LockJson, locksJson } from '../../src/inspect/locks-json.ts'
import { locksPart, rangeText } from '../../src/inspect/locks-part.ts'
import { Look } from '../../src/inspect/look.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { derive } from '../../src/model/derive.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { procFixture } from '../support/fixtures.ts'
import {
  type Content,
  firstRow,
  MemoryFiles,
  recordOf,
  snapshotOf,
  someNames,
  statLine,
} from '../support/memory-files.ts'

const MOUNTS = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:50 / /mnt/nas rw - nfs4 nas:/ rw\n'
const FLOCK = 'FLOCK  ADVISORY  WRITE'

let source: LinuxSource | undefined
afterEach(() => source?.close())

/** A process 70 with a file on descriptor 3 and one of a network file system on 4, and two others. */
function filesWith(locks: string, more: Readonly<Record<string, Content>> = {}): MemoryFiles {
  return new MemoryFiles({
    '70/stat': { text: statLine() },
    '70/mountinfo': { text: MOUNTS },
    '70/fd/3': { text: '/run/app.lock' },
    '70/fdinfo/3': { text: 'pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t7\n' },
    '70/fd/4': { text: '/mnt/nas/shared' },
    '70/fdinfo/4': { text: 'pos:\t0\nflags:\t02\nmnt_id:\t2\nino:\t18446744073709551615\n' },
    locks: { text: locks },
    ...more,
  })
}

async function lookedAt(
  files: MemoryFiles,
): Promise<{ json: readonly LockJson[] | null; text: string; rows: string[] }> {
  const others = [71, 72].map(pid => recordOf(statLine({ pid, name: `other${pid}` })))
  const snapshot = snapshotOf(recordOf(statLine()), ...others)
  const userTasks = new UserTasks(files)
  const look = new Look(files, firstRow(snapshot), { snapshot, names: someNames, userTasks, thorough: false })
  const locks = await readLocks(look)
  const shown = locksPart.show(locks, look, { uncovered: false })
  if (shown.kind !== 'grid') throw new Error('no grid')
  const rows = shown.items.map(item => shown.columns.map(column => column.text(item)).join('|'))
  return { json: locksJson(locks), text: shown.note ?? shown.summary ?? '', rows }
}

describe('the locks of a recorded process', () => {
  async function recorded(): Promise<readonly LockJson[]> {
    source = linuxSource({ procfs: procFixture('linux-6.18') })
    const snapshot = derive(undefined, await source.scan({ everyone: new Set() }))
    const row = snapshot.processes.find(candidate => candidate.record.pid === 330)
    if (row === undefined) throw new Error('no process 330')
    const context = { snapshot, names: someNames, userTasks: new UserTasks(source.files), thorough: true }
    const inspection = await inspectProcess(source.files, row, context)
    if (inspection === undefined) throw new Error('gone')
    return inspectionJson(inspection).locks ?? []
  }

  it('are those of its descriptors, with who waits for each', async () => {
    const held = (await recorded()).filter(lock => lock.held)
    expect(held.map(({ kind, path, fds, start, end, waiting }) => [kind, path, fds, start, end, waiting])).toEqual([
      ['lease', '/srv/app/hostname', [3], 0, 'unlimited', []],
      ['posix', '/srv/app/log', [4], 5, 14, [{ pid: 392, name: 'worker' }]],
      ['posix', '/srv/app/log', [4], 500, 'unlimited', []],
      ['ofd', '/srv/app/gone (deleted)', [5], 0, 'unlimited', [{ pid: null, name: null }]],
    ])
  })

  it('begin with what it waits for itself, behind another one', async () => {
    const [first] = await recorded()
    expect(first).toMatchObject({
      held: false,
      kind: 'flock',
      access: 'read',
      path: '/srv/app/out.log',
      fds: [1],
      waiting: [],
      holder: { pid: 320 },
    })
  })
})

describe('the locks of a process', () => {
  it('are told together where each descriptor of the file shows the same', async () => {
    const line = `lock:\t1: POSIX  ADVISORY  WRITE 70 08:01:7 0 EOF\n`
    const info = { text: `pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t7\n${line}` }
    const more = { '70/fd/9': { text: '/run/app.lock' }, '70/fdinfo/3': info, '70/fdinfo/9': info }
    const { json, rows, text } = await lookedAt(filesWith('', more))
    expect(json).toMatchObject([{ held: true, fds: [3, 9], waiting: [] }])
    expect(rows).toEqual(['has|posix|write|all|3,9|–||/run/app.lock'])
    expect(text).toBe('It has 1 lock.')
  })

  it('have a row for each who waits', async () => {
    const more = {
      '70/fdinfo/3': { text: `pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t7\nlock:\t1: ${FLOCK} 70 08:01:7 0 EOF\n` },
    }
    const locks = `1: ${FLOCK} 70 08:01:7 0 EOF\n1: -> ${FLOCK} 71 08:01:7 0 EOF\n1:  -> ${FLOCK} 72 08:01:7 0 EOF\n`
    const { rows, text } = await lookedAt(filesWith(locks, more))
    expect(rows).toEqual([
      'has|flock|write|all|3|71|other71 waits|/run/app.lock',
      'has|flock|write|all|3|72|other72 waits|/run/app.lock',
    ])
    expect(text).toBe('It has 1 lock, for which 2 wait.')
  })

  it('are no longer its own once only a child has the open file', async () => {
    const { json } = await lookedAt(filesWith(`1: ${FLOCK} 70 08:01:7 0 EOF\n`))
    expect(json).toEqual([])
  })

  it('are told by pid where its descriptors may not be looked at', async () => {
    const files = filesWith(`1: ${FLOCK} 70 08:01:7 0 EOF\n1: -> ${FLOCK} 71 08:01:7 0 EOF\n`, { '70/fd': 'denied' })
    const { json } = await lookedAt(files)
    expect(json).toMatchObject([{ held: true, path: null, file: '08:01:7', fds: [], waiting: [{ pid: 71 }] }])
    const neither = await lookedAt(filesWith('', { '70/fd': 'denied', locks: 'denied' }))
    expect([neither.json, neither.text]).toEqual([null, 'needs root or the same user'])
  })

  it('that it waits for say who has them, also who has ended', async () => {
    const nas = '00:32:18446744073709551615'
    const locks = `1: ${FLOCK} 71 08:01:7 0 EOF\n1: -> ${FLOCK} 70 08:01:7 0 EOF\n2: ${FLOCK} 99 ${nas} 0 EOF\n2: -> ${FLOCK} 70 ${nas} 0 EOF\n`
    const { json, rows, text } = await lookedAt(filesWith(locks))
    expect(json).toMatchObject([
      { held: false, path: '/run/app.lock', fds: [3], holder: { pid: 71, name: 'other71' } },
      { held: false, path: '/mnt/nas/shared', fds: [4], holder: { pid: 99, name: null } },
    ])
    expect(rows[0]).toBe('waits|flock|write|all|3|71|other71 has it|/run/app.lock')
    expect(text).toBe(
      'It has no lock. It waits for a flock on /run/app.lock, which 71 other71 has. It waits for a flock on /mnt/nas/shared, which 99, not seen any more, has.',
    )
  })

  it('that are of open files are known by the system call that waits for them', async () => {
    const ofd = 'OFDLCK ADVISORY  WRITE -1 08:01:7'
    const locks = `1: ${ofd} 0 EOF\n1: -> ${ofd} 0 4\n`
    const call = (command: string) => ({ text: `72 0x3 ${command} 0x1 0x2 0x3 0x4 0x7ffe4c178e88 0x7f2494426dd0\n` })
    const task = { '70/task/70/status': { text: 'Name:\tcat\n' }, '70/task/70/syscall': call('0x26') }
    const { json, text } = await lookedAt(filesWith(locks, task))
    expect(json).toMatchObject([{ held: false, kind: 'ofd', start: 0, end: 4, holder: { pid: null, name: null } }])
    expect(text).toContain('who has it is not told')
    // Who waits there for its own lock waits for another one.
    expect((await lookedAt(filesWith(locks, { ...task, '70/task/70/syscall': call('0x7') }))).json).toEqual([])
  })

  it('are said to be none', async () => {
    expect((await lookedAt(filesWith(''))).text).toBe('it has no lock on a file and waits for none')
    const { text } = await lookedAt(filesWith('', { locks: 'denied' }))
    expect(text).toBe('it has no lock on a file; whether it waits for one: needs root or the same user')
  })
})

it('the bytes of a lock are a range, one, or all to the end', () => {
  expect([
    rangeText({ start: 0, end: undefined }),
    rangeText({ start: 500, end: undefined }),
    rangeText({ start: 5, end: 14 }),
    rangeText({ start: 128, end: 128 }),
  ]).toEqual(['all', 'from 500', '5–14', '128'])
})
