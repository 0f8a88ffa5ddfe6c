import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFdinfo, parseWatched } from '../../src/procfs/pid-fdinfo.ts'
import { procFile } from '../support/fixtures.ts'

const of = (fd: number) => parseFdinfo(procFile(`linux-6.18/330/fdinfo/${fd}`))

function withFlags(flags: number) {
  return parseFdinfo(Buffer.from(`pos:\t0\nflags:\t0${flags.toString(8)}\n`))
}

const OWN = { kind: 'posix', access: 'write', mandatory: false, breaking: false, pid: 330, file: '00:28:2188703' }

describe('/proc/PID/fdinfo/FD', () => {
  it('reads a file that is written at its end', () => {
    expect(of(4)).toEqual({
      position: 5000,
      mode: 'a',
      closeOnExec: true,
      nonBlocking: false,
      mountId: 64,
      inode: '2188703',
      eventCount: undefined,
      pidOf: undefined,
      locks: [
        { ...OWN, start: 5, end: 14 },
        { ...OWN, start: 500, end: undefined },
      ],
    })
  })

  it.each([
    [0, 'r'],
    [1, 'w'],
    [5, 'rw'],
    [34, 'path'],
  ])('knows how descriptor %d was opened: %s', (fd, mode) => {
    expect(of(fd)?.mode).toBe(mode)
  })

  it('knows what an eventfd counts, in hexadecimal', () => {
    expect(of(28)?.eventCount).toBe(3)
    expect(parseFdinfo(Buffer.from('flags:\t02\neventfd-count:               1f\n'))?.eventCount).toBe(31)
  })

  it('knows whom a pidfd is of, and that it has ended', () => {
    expect(parseFdinfo(Buffer.from('pos:\t0\nflags:\t02000002\nPid:\t71\nNSpid:\t71\n'))?.pidOf).toBe(71)
    expect(parseFdinfo(Buffer.from('pos:\t0\nflags:\t02000002\nPid:\t-1\nNSpid:\t-1\n'))?.pidOf).toBe(-1)
  })

  it('knows what an epoll watches', () => {
    expect(parseWatched(procFile('linux-6.18/330/fdinfo/29'))).toEqual([6])
    expect(parseWatched(procFile('linux-6.18/330/fdinfo/28'))).toEqual([])
  })

  it('is without a mount before Linux 3.15', () => {
    expect(parseFdinfo(Buffer.from('pos:\t12\nflags:\t0100000\n'))).toMatchObject({ position: 12, mountId: undefined })
  })

  it('leaves a position open that is no number of bytes', () => {
    expect(parseFdinfo(Buffer.from('pos:\t-4096\nflags:\t02\n'))?.position).toBeUndefined()
  })

  it('is nothing without flags', () => {
    expect(parseFdinfo(Buffer.from(''))).toBeUndefined()
    expect(parseFdinfo(Buffer.from('pos:\t0\nflags:\t09\n'))).toBeUndefined()
  })

  it('tells each flag whatever the others are', () => {
    fc.assert(
      fc.property(fc.nat(0o7777777), flags => {
        const info = withFlags(flags)
        const letters = ['r', 'w', 'rw', undefined][flags & 3]
        const appends = (flags & 0o2000) !== 0
        expect(info?.mode).toBe(appends ? letters?.replace('w', 'a') : letters)
        expect(info?.closeOnExec).toBe((flags & 0o2000000) !== 0)
        expect(info?.nonBlocking).toBe((flags & 0o4000) !== 0)
      }),
    )
  })
})
