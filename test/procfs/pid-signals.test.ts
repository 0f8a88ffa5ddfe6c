import { describe, expect, it } from 'vitest'
import { holdsSignal, parsePidSignals } from '../../src/procfs/pid-signals.ts'
import { procFile } from '../support/fixtures.ts'

const SIGHUP = 1
const SIGUSR1 = 10
const SIGRTMAX = 64

describe('/proc/PID/status', () => {
  it('tells which signals are held back, ignored and caught', () => {
    const bytes = Buffer.from('SigBlk:\t0000000000000200\nSigIgn:\t0000000001001000\nSigCgt:\t8000000100004601\n')
    const { blocked, ignored, caught } = parsePidSignals(bytes) ?? {}
    expect([blocked, ignored, caught]).toEqual([0x200n, 0x1001000n, 0x8000000100004601n])
    expect([SIGHUP, SIGUSR1, SIGRTMAX].map(signal => holdsSignal(caught ?? 0n, signal))).toEqual([true, true, true])
    expect([SIGHUP, SIGUSR1, SIGRTMAX].map(signal => holdsSignal(ignored ?? 0n, signal))).toEqual([false, false, false])
  })

  it.each(['linux-6.18', 'linux-3.10', 'linux-2.6.32'])('of %s tells them', name => {
    expect(parsePidSignals(procFile(`${name}/1/status`))?.caught).toBeTypeOf('bigint')
  })

  it('tells nothing where it is cut off', () => {
    expect(parsePidSignals(Buffer.from('SigBlk:\t0000000000000200\n'))).toBeUndefined()
    expect(parsePidSignals(Buffer.from('SigBlk:\tx\nSigIgn:\t0\nSigCgt:\t0\n'))).toBeUndefined()
  })
})
