import { describe, expect, it } from 'vitest'
import { parsePidLimits, RLIMITS } from '../../src/procfs/pid-limits.ts'
import { procText } from '../support/fixtures.ts'

const parseFile = (path: string) => parsePidLimits(procText(`${path}/limits`))

describe('/proc/PID/limits', () => {
  it('reads all sixteen in the order of getrlimit(2)', () => {
    expect(parseFile('linux-2.6.32/1873')).toEqual([
      { name: 'RLIMIT_AS', soft: 'unlimited', hard: 'unlimited', unit: 'bytes' },
      { name: 'RLIMIT_CORE', soft: 0, hard: 'unlimited', unit: 'bytes' },
      { name: 'RLIMIT_CPU', soft: 3600, hard: 7200, unit: 'seconds' },
      { name: 'RLIMIT_DATA', soft: 'unlimited', hard: 'unlimited', unit: 'bytes' },
      { name: 'RLIMIT_FSIZE', soft: 'unlimited', hard: 'unlimited', unit: 'bytes' },
      { name: 'RLIMIT_LOCKS', soft: 'unlimited', hard: 'unlimited', unit: 'locks' },
      { name: 'RLIMIT_MEMLOCK', soft: 65_536, hard: 65_536, unit: 'bytes' },
      { name: 'RLIMIT_MSGQUEUE', soft: 819_200, hard: 819_200, unit: 'bytes' },
      { name: 'RLIMIT_NICE', soft: 0, hard: 0, unit: '' },
      { name: 'RLIMIT_NOFILE', soft: 4096, hard: 8192, unit: 'files' },
      { name: 'RLIMIT_NPROC', soft: 1024, hard: 30_508, unit: 'processes' },
      { name: 'RLIMIT_RSS', soft: 'unlimited', hard: 'unlimited', unit: 'bytes' },
      { name: 'RLIMIT_RTPRIO', soft: 0, hard: 0, unit: '' },
      { name: 'RLIMIT_RTTIME', soft: 'unlimited', hard: 'unlimited', unit: 'microseconds' },
      { name: 'RLIMIT_SIGPENDING', soft: 30_508, hard: 30_508, unit: 'signals' },
      { name: 'RLIMIT_STACK', soft: 10_485_760, hard: 'unlimited', unit: 'bytes' },
    ])
  })

  it('agrees with the kernel on titles and units', () => {
    const titles = procText('linux-6.18/1/limits').split('\n').slice(1, -1)
    expect(titles).toHaveLength(RLIMITS.length)
    for (const { title, unit } of RLIMITS) {
      const line = titles.find(line => line.startsWith(`${title} `))
      expect(line?.slice(67).trim(), title).toBe(unit === 'microseconds' ? 'us' : unit)
    }
    expect(parseFile('linux-6.18/1')?.every(({ soft, hard }) => soft !== undefined && hard !== undefined)).toBe(true)
  })

  it('leaves unknown a limit that the kernel does not have', () => {
    const old = procText('linux-2.6.32/1873/limits').replace(/^Max realtime timeout.*\n/m, '')
    const limits = parsePidLimits(old)
    expect(limits).toHaveLength(16)
    expect(limits?.[13]).toEqual({ name: 'RLIMIT_RTTIME', soft: undefined, hard: undefined, unit: 'microseconds' })
  })

  it('is unknown for a process that vanished', () => {
    expect(parseFile('vanished/501')).toBeUndefined()
  })
})
