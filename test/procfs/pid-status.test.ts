import { describe, expect, it } from 'vitest'
import { parsePidStatus } from '../../src/procfs/pid-status.ts'
import { procFile } from '../support/fixtures.ts'

const KIB = 1024
const parseFile = (path: string) => parsePidStatus(procFile(`${path}/status`))

describe('/proc/PID/status', () => {
  it('reads a process of an ordinary user', () => {
    const user = { real: 1000, effective: 1000, saved: 1000, filesystem: 1000 }
    expect(parseFile('linux-6.18/392')).toEqual({
      name: 'worker',
      state: 'S',
      tgid: 392,
      ppid: 1,
      tracerPid: 0,
      uid: user,
      gid: user,
      groups: [4, 27, 1000],
      vmPeakBytes: 2380 * KIB,
      vmSizeBytes: 2344 * KIB,
      vmLckBytes: 0,
      vmPinBytes: 0,
      vmHwmBytes: 1160 * KIB,
      vmRssBytes: 1160 * KIB,
      rssAnonBytes: 92 * KIB,
      rssFileBytes: 1056 * KIB,
      rssShmemBytes: 12 * KIB,
      vmDataBytes: 92 * KIB,
      vmStkBytes: 132 * KIB,
      vmExeBytes: 4 * KIB,
      vmLibBytes: 1528 * KIB,
      vmPteBytes: 36 * KIB,
      vmSwapBytes: 0,
      hugetlbBytes: 0,
      threads: 1,
      signalsQueued: 0,
      signalsQueuedLimit: 96_365,
      seccomp: 0,
      seccompFilters: 0,
      noNewPrivs: false,
      capabilities: {
        inheritable: '0000000000000000',
        permitted: '0000000000000000',
        effective: '0000000000000000',
        bounding: '000001fffeffffff',
        ambient: '0000000000000000',
      },
      cpusAllowedList: '0-1',
      voluntarySwitches: 5,
      involuntarySwitches: 0,
      nsPids: [392],
    })
  })

  it.each(['linux-6.18/2', 'linux-6.18/343', 'linux-3.10/912', 'linux-2.6.32/20412'])('has no sizes for %s', path => {
    const status = parseFile(path)
    expect(status?.threads).toBe(1)
    for (const [key, value] of Object.entries(status ?? {})) {
      if (/^(vm|rss|hugetlb)/.test(key)) expect(value, key).toBeUndefined()
    }
  })

  it('undoes the escapes of a name, and cleans it', () => {
    const names = [380, 381, 384, 385, 386, 387, 388].map(pid => parseFile(`linux-6.18/${pid}`)?.name)
    expect(names).toEqual([
      'a) R 1 (b c',
      'two␊lines\\',
      '␛[31mred␛[0m',
      'caf\\xe9 \\xff',
      '日本語のな',
      '  spaces ',
      ')))',
    ])
  })

  it('reads threads of their own', () => {
    expect(parseFile('linux-3.10/4242/task/4260')).toMatchObject({
      name: 'GC task thread#',
      tgid: 4242,
      voluntarySwitches: 2012,
      involuntarySwitches: 812,
    })
  })

  it('leaves unknown what old kernels lack', () => {
    expect(parseFile('linux-2.6.32/1873')).toMatchObject({
      name: 'httpd',
      state: 'S',
      uid: { real: 48, effective: 48, saved: 48, filesystem: 48 },
      groups: [48],
      vmSwapBytes: 1204 * KIB,
      vmPinBytes: undefined,
      rssAnonBytes: undefined,
      hugetlbBytes: undefined,
      seccomp: undefined,
      noNewPrivs: undefined,
      nsPids: undefined,
      capabilities: { ambient: undefined, bounding: 'ffffffffffffffff' },
      voluntarySwitches: 20_123,
    })
    expect(parseFile('linux-3.10/4242')).toMatchObject({ vmPinBytes: 0, seccomp: 0, rssFileBytes: undefined })
  })

  it('reads ids in namespaces and of the tracer', () => {
    const text =
      'Name:\tx\nState:\tt (tracing stop)\nTracerPid:\t77\nUid:\t1\t2\t3\t4\nNSpid:\t4812\t31\t1\nNoNewPrivs:\t1\nSeccomp:\t2\n'
    expect(parsePidStatus(Buffer.from(text))).toMatchObject({
      state: 't',
      tracerPid: 77,
      uid: { real: 1, effective: 2, saved: 3, filesystem: 4 },
      nsPids: [4812, 31, 1],
      noNewPrivs: true,
      seccomp: 2,
    })
  })

  it('is unknown for processes that vanished', () => {
    expect(parseFile('vanished/501')).toBeUndefined()
    expect(parseFile('vanished/502')).toBeUndefined()
  })
})
