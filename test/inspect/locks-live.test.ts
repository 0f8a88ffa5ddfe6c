/** Real locks of real processes. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, onTestFinished, vi } from 'vitest'
import type { InspectionJson } from '../../src/inspect/json.ts'
import type { LockJson } from '../../src/inspect/locks-json.ts'
import { runInspect } from '../../src/inspect/run.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { startChild, type TestChild } from '../e2e/children.ts'

const source = linuxSource()
afterAll(() => source.close())

/** Takes a lock of each kind on the files `posix`, `flock` and `ofd` of a folder, and a lease on `lease`. */
const HOLDER = `
import fcntl, os, struct, sys
at = lambda name: os.path.join(sys.argv[1], name)
posix = open(at('posix'), 'w'); fcntl.lockf(posix, fcntl.LOCK_EX, 10, 5)
flock = open(at('flock'), 'w'); fcntl.flock(flock, fcntl.LOCK_EX)
ofd = open(at('ofd'), 'w'); fcntl.fcntl(ofd, 37, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))
open(at('lease'), 'w').close()
lease = open(at('lease')); fcntl.fcntl(lease, fcntl.F_SETLEASE, fcntl.F_RDLCK)
print('ready', flush=True)
sys.stdin.readline()
`

/** Waits for one of them, of which it wants a few bytes where that can be said. */
const WAITER = `
import fcntl, os, struct, sys
file = open(os.path.join(sys.argv[1], sys.argv[2]), 'r+')
print('ready', flush=True)
if sys.argv[2] == 'posix': fcntl.lockf(file, fcntl.LOCK_EX, 4, 7)
if sys.argv[2] == 'flock': fcntl.flock(file, fcntl.LOCK_SH)
if sys.argv[2] == 'ofd': fcntl.fcntl(file, 38, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 5, 0))
sys.stdin.readline()
`

const python = (program: string, ...args: string[]) => startChild('/usr/bin/python3', '-c', program, ...args)

function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ntop-locks-')))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

async function locksOf({ pid }: TestChild): Promise<readonly LockJson[]> {
  let text = ''
  const sink = { write: (more: string) => (text += more) }
  const complaints = { write: (more: string) => expect(more).toBe('') }
  await runInspect(source, pid, { json: true, intervalMs: 1 }, { stdout: sink, stderr: complaints })
  return (JSON.parse(text) as InspectionJson).locks ?? []
}

it('locks of every kind, on which files, and who waits for which', { timeout: 30_000 }, async () => {
  const path = folder()
  const holder = await python(HOLDER, path)
  const [posix, flock, ofd] = await Promise.all(['posix', 'flock', 'ofd'].map(kind => python(WAITER, path, kind)))
  if (posix === undefined || flock === undefined || ofd === undefined) throw new Error('not started')
  const waiting = ({ pid }: TestChild) => [{ pid, name: 'python3' }]
  await vi.waitFor(async () => {
    const held = await locksOf(holder)
    expect(
      held.map(({ kind, access, path: file, fds, start, end, waiting }) => [
        kind,
        access,
        file,
        fds,
        start,
        end,
        waiting,
      ]),
    ).toEqual([
      ['posix', 'write', join(path, 'posix'), [3], 5, 14, waiting(posix)],
      ['flock', 'write', join(path, 'flock'), [4], 0, 'unlimited', waiting(flock)],
      ['ofd', 'write', join(path, 'ofd'), [5], 0, 'unlimited', [{ pid: null, name: null }]],
      ['lease', 'read', join(path, 'lease'), [6], 0, 'unlimited', []],
    ])
  }, 10_000)

  const [wanted] = await locksOf(posix)
  const one = { held: false, fds: [3], holder: { pid: holder.pid, name: 'python3' } }
  expect(wanted).toMatchObject({ ...one, kind: 'posix', access: 'write', path: join(path, 'posix'), start: 7, end: 10 })
  expect(await locksOf(flock)).toMatchObject([{ ...one, kind: 'flock', access: 'read', path: join(path, 'flock') }])
  const nameless = { ...one, kind: 'ofd', path: join(path, 'ofd'), start: 0, end: 4, holder: { pid: null, name: null } }
  expect(await locksOf(ofd)).toMatchObject([nameless])

  // Once it is let go, who waited for it has it.
  holder.tell('')
  await holder.ended
  await vi.waitFor(async () => expect(await locksOf(flock)).toMatchObject([{ held: true, kind: 'flock' }]), 10_000)
})

it('a lock that only a child has any more is the child’s', { timeout: 30_000 }, async () => {
  const path = folder()
  const program = `
import fcntl, os, subprocess, sys
file = open(os.path.join(sys.argv[1], 'flock'), 'w'); fcntl.flock(file, fcntl.LOCK_EX)
child = subprocess.Popen(['sleep', '1000'], pass_fds=[file.fileno()])
file.close()
print(child.pid, flush=True)
sys.stdin.readline()
child.kill(); child.wait()
`
  const parent = await python(program, path)
  expect(await locksOf(parent)).toEqual([])
  const child = { ...parent, pid: Number(parent.said) }
  expect(await locksOf(child)).toMatchObject([{ held: true, kind: 'flock', path: join(path, 'flock') }])
  parent.tell('')
  await parent.ended
})
