import { describe, expect, it } from 'vitest'
import { parsePidSyscall } from '../../src/procfs/pid-syscall.ts'
import { callOf, intArg } from '../../src/procfs/syscalls.ts'
import { procFile } from '../support/fixtures.ts'

const parse = (text: string) => parsePidSyscall(Buffer.from(text))

function callIn(text: string) {
  const call = parse(text)
  if (typeof call !== 'object') throw new Error(`no call: ${text}`)
  return call
}

const READ = '0 0x3 0x7f82a3819000 0x20000 0x7f82a38acb60 0xffffffff 0x0 0x7ffeca566668 0x7f82a39952ad\n'
const WAIT_ANY = '61 0xffffffff 0x7ffd4 0x0 0x0 0x0 0x0 0x7ffeca566668 0x7f82a39952ad\n'
const OF_32_BITS = '3 0x3 0x8819000 0x20000 0x0 0x0 0x0 0xffca5666 0xf7f95549\n'

describe('/proc/PID/syscall', () => {
  it('has the number of the call and its six arguments', () => {
    expect(parse(READ)).toEqual({
      number: 0,
      args: [3n, 0x7f82a3819000n, 0x20000n, 0x7f82a38acb60n, 0xffffffffn, 0n],
      isLow: false,
    })
    expect(parsePidSyscall(procFile('linux-6.18/330/syscall'))).toMatchObject({ number: 34 })
  })

  it('says who runs, and who waits in none', () => {
    expect(parse('running\n')).toBe('running')
    expect(parse('-1 0x7ffeca566668 0x7f82a39952ad\n')).toBe('none')
    // A kernel thread.
    expect(parse(`0${' 0x0'.repeat(8)}\n`)).toBe('none')
  })

  it.each([
    '',
    'running',
    '0 0x3\n',
    '0 3 4 5 6 7 8 9 10\n',
    '-1\n',
    '1e3 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0\n',
    READ.slice(0, -1),
  ])('is unknown where it says %j', text => {
    expect(parse(text)).toBeUndefined()
  })
})

describe('system calls that wait', () => {
  it('have names by the machine’s own table', () => {
    expect(callOf(callIn(READ), 'x64')).toEqual({ name: 'read', kind: 'descriptor' })
    expect(callOf(callIn(READ.replace('0 ', '63 ')), 'arm64')?.name).toBe('read')
    expect(callOf(callIn(READ.replace('0 ', '22 ')), 'aarch64')).toEqual({ name: 'epoll_pwait', kind: 'watched' })
    expect(callOf(callIn(READ.replace('0 ', '202 ')), 'x64')).toEqual({ name: 'futex', kind: 'address' })
    expect(callOf(callIn(READ.replace('0 ', '202 ')), 'arm64')?.name).toBe('accept')
  })

  it('have none on a machine with another table, of a 32-bit program, or where the call never waits', () => {
    expect(callOf(callIn(READ), 's390x')).toBeUndefined()
    expect(callOf(callIn(OF_32_BITS), 'x64')).toBeUndefined()
    expect(callOf(callIn(READ.replace('0 ', '39 ')), 'x64')).toBeUndefined()
  })

  it('have arguments that may be negative', () => {
    expect(intArg(callIn(WAIT_ANY), 0)).toBe(-1)
    expect(intArg(callIn(WAIT_ANY.replace('0xffffffff', '0xffffffffffffffff')), 0)).toBe(-1)
    expect(intArg(callIn(READ), 0)).toBe(3)
  })
})
