/** A process's small files: io, cgroup. */
import { describe, expect, it } from 'vitest'
import { parsePidCgroup } from '../../src/procfs/pid-cgroup.ts'
import { parsePidIo } from '../../src/procfs/pid-io.ts'
import { procFile, procText } from '../support/fixtures.ts'

describe('/proc/PID/io', () => {
  it('reads the seven counters', () => {
    expect(parsePidIo(procText('linux-3.10/4242/io'))).toEqual({
      readChars: 912_345_678,
      writeChars: 123_456_789,
      readCalls: 223_456,
      writeCalls: 198_765,
      readBytes: 410_234_880,
      writeBytes: 223_498_752,
      cancelledWriteBytes: 12_288,
    })
  })

  it('is unknown when cut off', () => {
    expect(parsePidIo('')).toBeUndefined()
    expect(parsePidIo('rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\n')).toBeUndefined()
  })
})

describe('/proc/PID/cgroup', () => {
  const parseText = (text: string) => parsePidCgroup(Buffer.from(text))

  it('reads the unified hierarchy', () => {
    expect(parsePidCgroup(procFile('linux-6.18/392/cgroup'))).toEqual({
      version: 2,
      path: '/user.slice/user-1000.slice/session-4.scope',
      hierarchies: new Map([['', '/user.slice/user-1000.slice/session-4.scope']]),
      folders: new Map([['', '/user.slice/user-1000.slice/session-4.scope']]),
    })
    expect(parsePidCgroup(procFile('linux-6.18/2/cgroup'))).toMatchObject({ version: 2, path: '/' })
  })

  it('reads version 1, each controller with its own path', () => {
    const cgroup = parsePidCgroup(procFile('linux-3.10/4242/cgroup'))
    expect(cgroup).toMatchObject({ version: 1, path: '/system.slice/docker.service' })
    expect(cgroup?.hierarchies.get('memory')).toMatch(/^\/docker\/4d1e8c6b/)
    expect(cgroup?.hierarchies.get('cpu')).toBe(cgroup?.hierarchies.get('cpuacct'))
  })

  it('takes the first telling path', () => {
    expect(parsePidCgroup(procFile('linux-2.6.32/1873/cgroup'))?.path).toBe('/web')
    expect(parseText('4:memory:/limited\n1:name=systemd:/\n0::/\n')).toMatchObject({ version: 1, path: '/limited' })
    expect(parseText('4:memory:/\n1:name=systemd:/\n0::/\n')).toMatchObject({ version: 1, path: '/' })
  })

  it('keeps colons in a path, and cleans it', () => {
    expect(parseText('0::/pod:1/\x1b[1m\n')?.path).toBe('/pod:1/␛[1m')
    expect(parsePidCgroup(Buffer.from('0::/\xe9\n', 'latin1'))?.path).toBe('/\\xe9')
  })

  it('has the path as the file system has it, too', () => {
    const escaped = parseText('0::/machine.slice/machine-qemu\\x2d1.scope\n')
    expect(escaped?.folders).toEqual(new Map([['', '/machine.slice/machine-qemu\\x2d1.scope']]))
    expect(escaped?.path).toBe('/machine.slice/machine-qemu\\x5cx2d1.scope')
    expect(parseText('0::/café\n')?.folders.get('')).toBe('/café')
    expect(parsePidCgroup(Buffer.from('0::/\xe9\n', 'latin1'))?.folders.size).toBe(0)
  })

  it('is unknown without a line', () => {
    expect(parseText('')).toBeUndefined()
  })
})
