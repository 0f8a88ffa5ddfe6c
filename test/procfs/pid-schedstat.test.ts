import { describe, expect, it } from 'vitest'
import { parsePidSchedstat, parseRunDelay } from '../../src/procfs/pid-schedstat.ts'
import { procFile } from '../support/fixtures.ts'

const parse = (bytes: Buffer) => parsePidSchedstat(bytes, bytes.length)

describe('/proc/PID/schedstat', () => {
  it('is the time on a processor, to the nanosecond', () => {
    expect(parse(Buffer.from('1234567891 5 6\n'))).toBe(1234.567891)
    expect(parse(Buffer.from('0 17 1\n'))).toBe(0)
    const fixture = procFile('linux-6.18/380/schedstat')
    expect(parse(fixture)).toBe(Number(fixture.toString().split(' ')[0]) / 1e6)
  })

  it('is of the first bytes only, whatever stood there before', () => {
    expect(parsePidSchedstat(Buffer.from('12000000 1 1\n999'), 13)).toBe(12)
  })

  it('is unknown where the kernel keeps no such account, and for anything else', () => {
    for (const text of ['0 0 0\n', '', '\n', ' 1 2 3\n', 'x', '17'])
      expect(parse(Buffer.from(text)), text).toBeUndefined()
  })
})

describe('the time without a processor', () => {
  const delay = (text: string): number | undefined => parseRunDelay(Buffer.from(text))

  it('is the second number, in milliseconds', () => {
    expect(parseRunDelay(procFile('linux-6.18/380/schedstat'))).toBe(16.186483)
    expect(delay('5 0 1\n')).toBe(0)
  })

  it('is unknown where the kernel keeps no account, and for anything else', () => {
    for (const text of ['0 0 0\n', '', '5', '5 6', '5 -6 7\n', 'a b c\n']) expect(delay(text), text).toBeUndefined()
  })
})
