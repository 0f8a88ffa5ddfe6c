import { describe, expect, test } from 'vitest'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { AGREEMENTS, agreementOf, Pair } from './agreement.ts'
import { type Fault, part, processes, processTimes } from './altered.ts'

agreementOf('two Linux sources', linuxSource, linuxSource)

const CASES: readonly (readonly [what: string, agreement: keyof typeof AGREEMENTS, fault: Fault, says: RegExp])[] = [
  [
    'leaves someone out',
    'people',
    part('processes', all => all.filter(({ pid }) => pid !== process.pid)),
    /process \d/,
  ],
  [
    'has someone whom nobody else has',
    'people',
    part('processes', all => all.flatMap(one => (one.pid === 1 ? [one, { ...one, pid: 9_999_999 }] : [one]))),
    /process 9999999/,
  ],
  ['has names by the command', 'people', processes(({ facts }) => ({ name: facts.command })), /process \d/],
  ['has users by number', 'people', processes(({ facts }) => ({ facts: { ...facts, user: '0' } })), /process \d/],
  [
    'has disks in kibibytes',
    'sizes',
    part('fileSystems', all => all.map(one => ({ ...one, totalBytes: (one.totalBytes ?? 0) / 1024 }))),
    /disk of/,
  ],
  ['has no disks', 'sizes', part('fileSystems', () => []), /disk of/],
  ['counts half as much time again', 'processorTime', processTimes(1.5), /points between/],
  ['has less memory', 'memory', part('memory', one => ({ ...one, totalBytes: one.totalBytes - 4096 })), /all memory/],
  [
    'counts what is cached as used',
    'memory',
    part('memory', one => ({ ...one, availableBytes: one.freeBytes })),
    /part between used/,
  ],
  [
    'counts 5 % more resident memory',
    'residentMemory',
    processes(({ rssBytes }) => ({ rssBytes: rssBytes * 1.05 })),
    /part between resident/,
  ],
]

describe('it is noticed where one source', () => {
  test.each(CASES)('%s', async (_, agreement, fault, says) => {
    const pair = new Pair(linuxSource(), fault(linuxSource()), 300)
    let error: unknown
    try {
      await AGREEMENTS[agreement].check(pair)
    } catch (thrown) {
      error = thrown
    } finally {
      await pair.end()
    }
    expect(error).toMatchObject({ name: 'AssertionError', message: expect.stringMatching(says) })
  })
})
