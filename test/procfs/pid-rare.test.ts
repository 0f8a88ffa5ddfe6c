/** A process's files that are asked for seldom: autogroup, attr/current, and the switches in status. */
import { describe, expect, it } from 'vitest'
import { parseSecurityLabel } from '../../src/procfs/pid-attr.ts'
import { parseAutogroup } from '../../src/procfs/pid-autogroup.ts'
import { parsePidStatus, parseSwitches } from '../../src/procfs/pid-status.ts'
import { procFile, procText } from '../support/fixtures.ts'

describe('/proc/PID/autogroup', () => {
  it('has the group and its nice value', () => {
    expect(parseAutogroup(procText('linux-6.18/330/autogroup'))).toEqual({ id: 25, nice: -5 })
    expect(parseAutogroup('/autogroup-0 nice 0\n')).toEqual({ id: 0, nice: 0 })
  })

  it.each(['', '/autogroup-', '/autogroup-25 nice ', '/autogroup-x nice 0', 'autogroup-25 nice 0'])(
    'is none: %j',
    text => {
      expect(parseAutogroup(text)).toBeUndefined()
    },
  )
})

describe('/proc/PID/attr/current', () => {
  it('is what AppArmor calls it, with the mode', () => {
    expect(parseSecurityLabel(procFile('linux-6.18/330/attr/current'))).toBe('docker-default (enforce)')
  })

  it('is what SELinux calls it, whose label ends with a NUL', () => {
    const label = 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023'
    expect(parseSecurityLabel(Buffer.from(`${label}\0`))).toBe(label)
  })

  it('is none where nothing is said', () => {
    for (const text of ['', '\n', '\0']) expect(parseSecurityLabel(Buffer.from(text))).toBeUndefined()
  })

  it('is cleaned for the screen', () => {
    expect(parseSecurityLabel(Buffer.from('a\x1b[31m\n'))).toBe('a␛[31m')
  })
})

describe('context switches in /proc/PID/status', () => {
  it('are the same two that the whole file has', () => {
    for (const path of ['linux-6.18/392/status', 'linux-6.18/320/status', 'linux-3.10/4242/status']) {
      const status = parsePidStatus(procFile(path))
      expect(parseSwitches(procFile(path))).toEqual({
        voluntary: status?.voluntarySwitches,
        involuntary: status?.involuntarySwitches,
      })
      expect(status?.voluntarySwitches).toBeGreaterThan(0)
    }
  })

  it('are unknown where one is missing', () => {
    expect(parseSwitches(Buffer.from('Name:\tsh\nvoluntary_ctxt_switches:\t5\n'))).toBeUndefined()
    expect(parseSwitches(Buffer.from('nonvoluntary_ctxt_switches:\t5\n'))).toBeUndefined()
    expect(parseSwitches(Buffer.from(''))).toBeUndefined()
  })
})
