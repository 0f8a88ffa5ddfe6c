import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/model/text.ts'
import { exitStatus, parsePidStat } from '../../src/procfs/pid-stat.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { procFile } from '../support/fixtures.ts'

const parse = (bytes: Buffer) => parsePidStat(bytes, bytes.length, USUAL_UNITS)
const parseFile = (path: string) => parse(procFile(path))

describe('/proc/PID/stat', () => {
  it('reads every counter in bytes and milliseconds', () => {
    expect(parseFile('linux-2.6.32/1873/stat')).toEqual({
      pid: 1873,
      ppid: 1,
      processGroup: 1873,
      session: 1873,
      tty: 0,
      foregroundGroup: -1,
      name: 'httpd',
      state: 'S',
      kernelThread: false,
      minorFaults: 2012,
      childMinorFaults: 40_123,
      majorFaults: 3,
      childMajorFaults: 0,
      userMs: 4120,
      systemMs: 10_330,
      childUserMs: 91_230,
      childSystemMs: 31_210,
      priority: 20,
      nice: 0,
      threads: 27,
      startTicks: 5012,
      startMs: 50_120,
      vmsBytes: 1_803_550_720,
      rssBytes: 3012 * 4096,
      lastCpu: 1,
      policy: 0,
      realtimePriority: 0,
    })
  })

  it('converts by the units given', () => {
    const line = procFile('linux-2.6.32/1873/stat')
    const record = parsePidStat(line, line.length, { tickMs: 4, pageBytes: 65_536 })
    expect(record).toMatchObject({ userMs: 412 * 4, startMs: 5012 * 4, startTicks: 5012, rssBytes: 3012 * 65_536 })
  })

  it('reads a controlling terminal and its foreground group', () => {
    expect(parseFile('linux-2.6.32/20410/stat')).toMatchObject({ tty: 34_818, foregroundGroup: 20_417 })
  })

  it('reads states, nice, real time and the times of ended children', () => {
    expect(parseFile('linux-6.18/310/stat')).toMatchObject({ state: 'T' })
    expect(parseFile('linux-6.18/343/stat')).toMatchObject({ state: 'Z', vmsBytes: 0, rssBytes: 0, ppid: 340 })
    expect(parseFile('linux-6.18/350/stat')).toMatchObject({ state: 'D' })
    expect(parseFile('linux-6.18/390/stat')).toMatchObject({ nice: 19, priority: 39, policy: 0 })
    expect(parseFile('linux-6.18/391/stat')).toMatchObject({ nice: 0, priority: -11, policy: 1, realtimePriority: 10 })
    expect(parseFile('linux-6.18/360/stat')?.childSystemMs).toBeGreaterThan(0)
    expect(parseFile('linux-6.18/320/stat')).toMatchObject({ threads: 5 })
  })

  it('reads the line of a thread', () => {
    expect(parseFile('linux-6.18/320/task/346/stat')).toMatchObject({
      pid: 346,
      name: 'pool 4',
      userMs: 30,
      systemMs: 160,
    })
  })

  it('knows kernel threads', () => {
    for (const path of ['linux-6.18/2', 'linux-6.18/14', 'linux-3.10/912', 'linux-2.6.32/2']) {
      expect(parseFile(`${path}/stat`)?.kernelThread, path).toBe(true)
    }
    expect(parseFile('linux-6.18/1/stat')?.kernelThread).toBe(false)
  })

  it('finds the end of any name, and cleans it', () => {
    const names = [380, 381, 384, 385, 386, 387, 388, 343].map(pid => parseFile(`linux-6.18/${pid}/stat`)?.name)
    expect(names).toEqual([
      'a) R 1 (b c',
      'two␊lines\\',
      '␛[31mred␛[0m',
      'caf\\xe9 \\xff',
      '日本語のな',
      '  spaces ',
      ')))',
      'short lived',
    ])
    expect(parseFile('linux-2.6.32/20412/stat')).toMatchObject({ name: 'cgi (old)', state: 'Z', ppid: 1873 })
  })

  it('reads any name', () => {
    const rest = procFile('linux-6.18/393/stat').toString('latin1').replace(/^.*\)/s, '')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        const line = Buffer.concat([Buffer.from('393 ('), bytes, Buffer.from(`)${rest}`)])
        expect(parse(line)).toMatchObject({ pid: 393, name: decode(bytes), state: 'R', ppid: 1, threads: 1, policy: 0 })
      }),
    )
  })

  it('leaves unknown what old kernels lack', () => {
    const line = procFile('linux-2.6.32/1873/stat').toString('latin1').trim().split(' ')
    const cut = (fields: number) => parse(Buffer.from(`${line.slice(0, fields).join(' ')}\n`))
    expect(cut(38)).toMatchObject({ rssBytes: 3012 * 4096, lastCpu: undefined, policy: undefined })
    expect(cut(39)).toMatchObject({ lastCpu: 1, realtimePriority: undefined, policy: undefined })
    expect(cut(24)).toMatchObject({ rssBytes: 3012 * 4096, lastCpu: undefined })
    expect(cut(23)).toBeUndefined()
  })

  it('never takes part of a number for a number, wherever the line is cut off', () => {
    for (const path of ['linux-2.6.32/1873/stat', 'linux-6.18/391/stat', 'linux-6.18/380/stat']) {
      const line = procFile(path)
      const whole = parse(line)
      for (let length = 0; length < line.length; length++) {
        const record = parsePidStat(line, length, USUAL_UNITS)
        if (record === undefined) continue
        const { lastCpu, policy, realtimePriority, ...counters } = record
        expect(whole).toMatchObject(counters)
        expect([whole?.lastCpu, undefined]).toContain(lastCpu)
        expect([whole?.policy, undefined]).toContain(policy)
        expect([whole?.realtimePriority, undefined]).toContain(realtimePriority)
      }
    }
  })

  it('looks at no byte past the length', () => {
    const line = procFile('linux-6.18/393/stat')
    const buffer = Buffer.concat([line, Buffer.from(') Z 7 7 7 (left over from a longer line)\n')])
    expect(parsePidStat(buffer, line.length, USUAL_UNITS)).toEqual(parse(line))
    expect(parsePidStat(buffer, 0, USUAL_UNITS)).toBeUndefined()
  })

  it('is unknown for processes that vanished, and for anything else', () => {
    for (const pid of [501, 502, 504]) expect(parseFile(`vanished/${pid}/stat`), `${pid}`).toBeUndefined()
    for (const text of ['\n', '()', '1 (a)', ') S (', '1 (a) S x y z\n', 'Name:\tbash\n']) {
      expect(parse(Buffer.from(text)), text).toBeUndefined()
    }
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(parse(Buffer.from(bytes))).toBeUndefined()
      }),
    )
  })
})

describe('the end of a zombie', () => {
  it('is told as wait(2) tells it', () => {
    expect(exitStatus(procFile('linux-6.18/343/stat'))).toBe(3 << 8)
  })

  it('is unknown of what lives, of what is hidden, and of old kernels', () => {
    for (const path of ['linux-6.18/330', 'linux-2.6.32/1873'])
      expect(exitStatus(procFile(`${path}/stat`))).toBeUndefined()
    expect(exitStatus(Buffer.from('7 (a) Z 1 7'))).toBeUndefined()
    expect(exitStatus(Buffer.from(''))).toBeUndefined()
  })
})
