/** The words of `ntop heap`. */
import { describe, expect, test } from 'vitest'
import type { HeapInvocation } from '../../src/cli/invocation.ts'
import { parseInvocation } from '../../src/cli/parse-invocation.ts'
import { UsageError } from '../../src/cli/usage-error.ts'

function parsed(line: string): HeapInvocation {
  const invocation = parseInvocation(['heap', ...line.split(' ').filter(Boolean)], true)
  if (invocation.kind !== 'heap') throw new Error(`no heap: ${line}`)
  return invocation
}

function refusal(line: string): string {
  try {
    parsed(line)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error(`not refused: ${line}`)
}

describe('what is asked for', () => {
  test('nothing, which only looks', () => {
    expect(parsed('42')).toEqual({
      kind: 'heap',
      origin: { source: undefined, procfs: undefined, sysfs: undefined },
      pid: 42,
      question: undefined,
      terms: {
        forMs: undefined,
        by: undefined,
        frames: undefined,
        everyBytes: undefined,
        optimised: false,
        path: undefined,
        top: undefined,
        file: undefined,
        replace: false,
      },
      json: false,
      yes: false,
    })
    expect(parsed('42 --json')).toMatchObject({ json: true, question: undefined })
  })

  test.each([
    ['stats', { what: 'stats' }],
    ['types', { what: 'types' }],
    ['lines', { what: 'lines' }],
    ['collect', { what: 'collect', generation: undefined }],
    ['collect 0', { what: 'collect', generation: 0 }],
    ['referrers app.Session', { what: 'referrers', type: 'app.Session' }],
    ['stacks', { what: 'stacks' }],
    ['events', { what: 'events' }],
    ['caches', { what: 'caches' }],
    ['duplicates', { what: 'duplicates' }],
    ['cyclic', { what: 'cyclic' }],
    ['collector', { what: 'collector', settings: undefined }],
    ['collector enable', { what: 'collector', settings: { enabled: true } }],
    ['collector disable', { what: 'collector', settings: { enabled: false } }],
    ['collector freeze', { what: 'collector', settings: { frozen: true } }],
    ['collector unfreeze', { what: 'collector', settings: { frozen: false } }],
    ['collector threshold 700,10,0', { what: 'collector', settings: { thresholds: [700, 10, 0] } }],
    ['collector debug stats,uncollectable', { what: 'collector', settings: { debug: ['stats', 'uncollectable'] } }],
    ['collector debug none', { what: 'collector', settings: { debug: [] } }],
    ['dump a.heapsnapshot', { what: 'dump', file: 'a.heapsnapshot', later: undefined }],
    ['dump a.heapsnapshot b --for 60', { what: 'dump', file: 'a.heapsnapshot', later: 'b' }],
  ])('%s', (words, question) => {
    expect(parsed(`42 ${words} --yes`)).toMatchObject({ question, yes: true })
  })

  test('how', () => {
    const line =
      '42 lines --for 2.5 --by traceback --frames 8 --every 32K --optimised --path /srv --top 5 --export a.json --force'
    expect(parsed(line).terms).toEqual({
      forMs: 2500,
      by: 'traceback',
      frames: 8,
      everyBytes: 32 * 1024,
      optimised: true,
      path: '/srv',
      top: 5,
      file: 'a.json',
      replace: true,
    })
  })
})

test.each([
  ['', 'ntop heap needs a process id: ntop heap PID [WHAT] [--yes]'],
  ['42 line', 'ntop heap PID knows no "line"; did you mean lines?'],
  [
    '42 xyzzy',
    'ntop heap PID knows no "xyzzy": stats, types, lines, collect, referrers, stacks, events, caches, duplicates, cyclic, collector, dump',
  ],
  ['42 stats now', 'ntop heap PID stats does not expect "now"'],
  ['42 collect all', 'ntop heap PID collect expects a generation, 0 to 9, not "all"'],
  ['42 collect 1 2', 'ntop heap PID collect does not expect "2"'],
  ['42 referrers', 'ntop heap PID referrers needs a word: ntop heap PID referrers TYPE'],
  ['42 dump', 'ntop heap PID dump needs a word: ntop heap PID dump FILE [LATER]'],
  ['42 dump a -', 'ntop heap PID dump needs a file, and "-" is none: ./- is one of that name'],
  ['42 dump a a', 'ntop heap PID dump needs two files, and both are "a"'],
  ['42 dump a b c', 'ntop heap PID dump does not expect "c"'],
  ['42 dump a --for 5', '--for is for ntop heap PID dump FILE LATER, not for ntop heap PID dump FILE'],
  ['42 dump -', 'ntop heap PID dump needs a file, and "-" is none: ./- is one of that name'],
  [
    '42 collector on',
    'ntop heap PID collector expects one of enable, disable, freeze, unfreeze, threshold, debug, not "on"',
  ],
  ['42 collector enable 5', 'ntop heap PID collector enable does not expect "5"'],
  ['42 collector threshold', 'ntop heap PID collector threshold expects N,N,N, one to three whole numbers, not ""'],
  [
    '42 collector threshold 1,2,3,4',
    'ntop heap PID collector threshold expects N,N,N, one to three whole numbers, not "1,2,3,4"',
  ],
  ['42 collector debug -1', 'unknown flag -1'],
  ['42 collector debug 1', 'ntop heap PID collector debug expects names such as stats,uncollectable, or none, not "1"'],
  ['42 collector threshold 1 2', 'ntop heap PID collector does not expect "2"'],
  ['42 stats --for 5', '--for is for ntop heap PID types, lines, events, collector, dump, not for ntop heap PID stats'],
  [
    '42 --top 5',
    '--top is for ntop heap PID types, lines, referrers, caches, duplicates, cyclic, not for ntop heap PID alone',
  ],
  ['42 types --by line', '--by is for ntop heap PID lines, not for ntop heap PID types'],
  ['42 lines --by kind', '--by expects one of line, file, function, traceback, not "kind"'],
  ['42 lines --for 0', '--for expects seconds from 0.1 to 3600, not "0"'],
  ['42 lines --frames 0', '--frames expects a whole number from 1, not "0"'],
  ['42 lines --every many', '--every: "many" is not bytes such as 4096, 64M or 1.5GiB (K, M, G of 1024)'],
  ['42 lines --every unlimited', '--every expects bytes such as 512K, from 1, not "unlimited"'],
  ['42 lines --every 0', '--every expects bytes such as 512K, from 1, not "0"'],
  ['42 types --optimised', '--optimised is for ntop heap PID lines, not for ntop heap PID types'],
  ['42 stats --force', '--force is for ntop heap PID lines, not for ntop heap PID stats'],
  ['42 types --export a.json', '--export is for ntop heap PID lines, not for ntop heap PID types'],
])('ntop heap %s is refused', (line, message) => {
  expect(refusal(line)).toBe(message)
})
