import { describe, expect, it } from 'vitest'
import { freeTexts, parsePs, parseTime, psArguments } from '../../../src/sources/portable/child/own-ps.ts'

/** As procps-ng 4.0.2 prints it. */
const LINUX = [
  '    1     0 S    root                                                               13 process_api         0 /process_api --addr 0.0.0.0:2024',
  '23497     0 I    root                                                                1 kworker/1:0-vir     2 [kworker/1:0-virtio_vsock]',
  '24001 24001 Ssl+ averyveryverylongusername                                           2  a ) 7 b        23500 sleep 60',
  '24002 24001 Z    root                                                                1 sleep <defunct> 24001 [sleep] <defunct>',
  'error: not a line',
].join('\n')

describe('our own ps', () => {
  it('is parsed with all that stands before the texts', () => {
    const lines = parsePs(LINUX, 'linux')
    expect([...lines.keys()]).toEqual([1, 23497, 24001, 24002])
    expect(lines.get(24001)).toMatchObject({ group: 24001, state: 'Ssl+', threads: 2, cpuMs: undefined })
    expect(lines.get(24001)?.user).toBe('averyveryverylongusername')
  })

  it('has names with spaces, brackets and numbers told from the command line by the parent between them', () => {
    const lines = parsePs(LINUX, 'linux')
    const texts = (pid: number, ppid: number) => freeTexts(lines.get(pid) ?? expect.fail(), ppid)
    expect(texts(1, 0)).toEqual({ name: 'process_api', command: '/process_api --addr 0.0.0.0:2024' })
    expect(texts(24001, 23500)).toEqual({ name: ' a ) 7 b', command: 'sleep 60' })
    expect(texts(24001, 99), 'the parent has changed: cut off at the first number').toEqual({
      name: ' a )',
      command: 'b        23500 sleep 60',
    })
    expect(texts(24002, 24001)).toEqual({ name: 'sleep <defunct>', command: '[sleep] <defunct>' })
  })

  // Rows of `ps aux` on OS X 10.11, https://github.com/giampaolo/psutil/issues/712, in the columns that we ask for. Whether macOS
  // lays these out like this is untested.
  it('is asked for the time on macOS, in minutes and hundredths', () => {
    const lines = parsePs('   73    73 Ss     0:12.27 opendirectoryd       1 /usr/libexec/opendirectoryd', 'darwin')
    const line = lines.get(73) ?? expect.fail()
    expect(line).toMatchObject({ group: 73, state: 'Ss', cpuMs: 12_270, threads: undefined, user: undefined })
    expect(freeTexts(line, 1)).toEqual({ name: 'opendirectoryd', command: '/usr/libexec/opendirectoryd' })
  })

  // A row of https://github.com/cfengine/core/pull/1910; its time and thread count are of no machine.
  it('has names with spaces on FreeBSD', () => {
    const line = parsePs('    4     0 DL   1    0:00.00 crypto returns     0 [crypto returns]', 'freebsd').get(4)
    expect(line).toMatchObject({ group: 0, state: 'DL', threads: 1, cpuMs: 0 })
    expect(freeTexts(line ?? expect.fail(), 0)).toEqual({ name: 'crypto returns', command: '[crypto returns]' })
  })

  it('is asked for no times where they come in whole seconds, and not at all where none is known', () => {
    expect(psArguments('linux')).not.toContain('time=')
    expect(psArguments('freebsd')).toContain('time=')
    expect(psArguments('darwin')).toContain('ucomm=')
    expect(psArguments('linux')).toContain('comm:64=')
    expect(psArguments('win32')).toBeUndefined()
  })
})

describe('the time', () => {
  // https://github.com/soyuka/pidusage/blob/main/test/ps.js, https://github.com/fastfetch-cli/fastfetch/issues/984
  it.each([
    ['0:14.27', 14_270],
    ['139:17.71', (139 * 60 + 17) * 1000 + 710],
    ['1-02:03:04', ((26 * 60 + 3) * 60 + 4) * 1000],
    ['1-02:03:04.07', ((26 * 60 + 3) * 60 + 4) * 1000 + 70],
    ['0:00,02', 20],
    ['-', undefined],
    ['', undefined],
  ])('%s', (text, ms) => expect(parseTime(text)).toBe(ms))
})
