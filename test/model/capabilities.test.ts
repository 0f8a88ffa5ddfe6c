import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { CAPABILITIES, capabilitiesIn, capabilitiesText } from '../../src/model/capabilities.ts'

/** What docker gives to root in a container. */
const DOCKER = '00000000a80425fb'

describe('capabilitiesIn', () => {
  it('knows all of capabilities(7) by their numbers', () => {
    expect(CAPABILITIES).toHaveLength(41)
    expect([CAPABILITIES[0], CAPABILITIES[21], CAPABILITIES[40]]).toEqual([
      'cap_chown',
      'cap_sys_admin',
      'cap_checkpoint_restore',
    ])
    expect(capabilitiesIn('000001ffffffffff')).toEqual(CAPABILITIES)
  })

  it.each([
    ['0000000000000000', []],
    ['0000000000000001', ['cap_chown']],
    ['0000000000000400', ['cap_net_bind_service']],
    ['0000010000200000', ['cap_sys_admin', 'cap_checkpoint_restore']],
    // As kernels before 2.6.25 had it, in 32 bits.
    ['80000000', ['cap_setfcap']],
    // One that is newer than the table.
    ['0000020000000000', ['41']],
  ])('decodes %s', (mask, names) => {
    expect(capabilitiesIn(mask)).toEqual(names)
  })

  it.each(['', 'x', '0x1', '1ffffffffffffffff'])('makes nothing of %j', mask => {
    expect(capabilitiesIn(mask)).toBeUndefined()
  })

  const capsh = (mask: string) => spawnSync('capsh', [`--decode=${mask}`], { encoding: 'utf8' })

  it.runIf(capsh('0').status === 0)('agrees with capsh', () => {
    const masks = ['0', '1', '400', DOCKER, '000001fffeffffff', '000001ffffffffff', '0000020000000000']
    for (const mask of masks) {
      const names = capsh(mask).stdout.trim().split('=')[1] ?? ''
      expect(capabilitiesIn(mask)?.join(','), mask).toBe(names)
    }
  })
})

describe('capabilitiesText', () => {
  const text = (mask: string, last?: number) => capabilitiesText(capabilitiesIn(mask) ?? [], last)

  it.each([
    ['0', 40, 'none'],
    ['000001ffffffffff', 40, 'all 41'],
    ['000001ffffffffff', undefined, 'all 41'],
    // All that an older kernel knows.
    ['0000001fffffffff', 36, 'all 37'],
    ['0000001fffffffff', 40, 'all but cap_audit_read, cap_perfmon, cap_bpf, cap_checkpoint_restore'],
    ['000001fffeffffff', 40, 'all but cap_sys_resource'],
    ['0000000000000021', 40, '2 of 41: cap_chown, cap_kill'],
    ['0000000000000001', 1, '1 of 2: cap_chown'],
  ])('tells %s of a kernel whose last is %s in few words', (mask, last, words) => {
    expect(text(mask, last)).toBe(words)
  })

  it('counts what docker leaves', () => {
    expect(text(DOCKER, 40)).toMatch(/^14 of 41: cap_chown, .*, cap_setfcap$/)
  })
})
