import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { eachOfLocks, type FileLock, parseFdinfoLocks } from '../../src/procfs/locks.ts'
import { procFile } from '../support/fixtures.ts'

const USUAL = { mandatory: false, breaking: false, start: 0, end: undefined }
const LOCKS = [...eachOfLocks(procFile('linux-6.18/locks'))]

function one(line: string): FileLock | undefined {
  return [...eachOfLocks(Buffer.from(`${line}\n`))][0]
}

it('has a lock with those who wait for it, also behind others', () => {
  const flock = { ...USUAL, kind: 'flock', file: '00:28:2147563' }
  expect(LOCKS.find(({ kind }) => kind === 'flock')).toEqual({
    ...flock,
    access: 'write',
    pid: 320,
    waiting: [
      { ...flock, access: 'write', pid: 392 },
      { ...flock, access: 'read', pid: 330 },
      { ...flock, access: 'read', pid: 393 },
    ],
  })
})

it('has the bytes that a lock is about', () => {
  const posix = LOCKS.filter(({ kind }) => kind === 'posix')
  expect(posix.map(({ start, end }) => [start, end])).toEqual([
    [500, undefined],
    [5, 14],
  ])
  expect(posix.map(({ waiting }) => waiting.map(({ pid, start, end }) => [pid, start, end]))).toEqual([
    [],
    [[392, 7, 10]],
  ])
})

it('names nobody of a lock that an open file has, or another machine', () => {
  expect(LOCKS.find(({ kind }) => kind === 'ofd')?.pid).toBeUndefined()
  expect(one('1: POSIX  ADVISORY  READ  -7 00:31:12 0 EOF')?.pid).toBeUndefined()
})

it('reads the shapes of other kernels', () => {
  // Linux 2.6.32 and 3.10, with the lock of a mount option `mand`.
  expect(one('1: POSIX  MANDATORY WRITE 1873 08:01:1048 128 128')).toMatchObject({
    mandatory: true,
    start: 128,
    end: 128,
  })
  expect(one('17: LEASE  BREAKING  UNLCK 912 fd:00:77 0 EOF')).toMatchObject({
    kind: 'lease',
    breaking: true,
    access: undefined,
  })
  expect(one('2: DELEG  ACTIVE    READ  912 fd:00:77 0 EOF')?.kind).toBe('delegation')
  expect(one('3: FLOCK  MSNFS     RW    912 <none>:0 0 EOF')).toMatchObject({ kind: 'flock', access: undefined })
})

it('gives who waits behind a lock that it does not understand to no other one', () => {
  const text =
    '1: FLOCK  ADVISORY  WRITE 7 fe:00:1 0 EOF\n2: NOVEL  X  WRITE 8 fe:00:2 0 EOF\n2: -> FLOCK  ADVISORY  WRITE 9 fe:00:2 0 EOF\n'
  expect([...eachOfLocks(Buffer.from(text))]).toMatchObject([{ pid: 7, waiting: [] }])
})

it('reads the lines of fdinfo', () => {
  const [lock, ...others] = parseFdinfoLocks(procFile('linux-6.18/330/fdinfo/5').toString('latin1'))
  expect(lock).toEqual({ ...USUAL, kind: 'ofd', access: 'write', pid: undefined, file: '00:28:2188704' })
  expect(others).toEqual([])
  expect(parseFdinfoLocks(procFile('linux-6.18/330/fdinfo/6').toString('latin1'))).toEqual([])
})

it('understands every line of the running kernel', () => {
  const bytes = readFileSync('/proc/locks')
  const all = [...eachOfLocks(bytes)]
  const lines = bytes
    .toString('latin1')
    .split('\n')
    .filter(line => line !== '')
  expect(all.reduce((sum, { waiting }) => sum + 1 + waiting.length, 0)).toBe(lines.length)
})
